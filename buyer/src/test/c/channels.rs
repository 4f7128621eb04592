use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, Write};
use std::sync::{mpsc, Arc, Barrier, Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    println!("{:?}", arguments);
    for line in io::stdin().lock().lines() {
        println!("{}", line.unwrap().chars().rev().collect::<String>());
    }
    let (sender, receiver) = mpsc::channel();
    let barrier = Arc::new(Barrier::new(4));
    let shared = Arc::new(Mutex::new(BTreeMap::new()));
    let handles: Vec<_> = (0..4u64)
        .map(|i| {
            let (sender, barrier, shared) = (sender.clone(), barrier.clone(), shared.clone());
            thread::spawn(move || {
                barrier.wait();
                for j in 0..500u64 {
                    sender.send(i * j).unwrap();
                }
                shared.lock().unwrap().insert(i, i * i);
                i
            })
        })
        .collect();
    drop(sender);
    println!("{}", receiver.iter().sum::<u64>());
    println!("{}", handles.into_iter().map(|h| h.join().unwrap()).sum::<u64>());
    println!("{:?}", shared.lock().unwrap());
    let lock = RwLock::new(5);
    *lock.write().unwrap() += 1;
    println!("{}", lock.read().unwrap());
    let mut counts: HashMap<u32, u32> = HashMap::new();
    for i in 0..1000u32 {
        *counts.entry(i * 7919 % 13).or_insert(0) += i;
    }
    let mut sorted: Vec<_> = counts.into_iter().collect();
    sorted.sort();
    println!("{:?}", sorted);
    let start = Instant::now();
    thread::sleep(Duration::from_millis(3));
    println!("{}", start.elapsed() >= Duration::from_millis(3));
    std::panic::set_hook(Box::new(|_| {}));
    println!("{}", thread::spawn(|| panic!("on purpose")).join().is_err());
    std::fs::create_dir_all("a/b").unwrap();
    std::fs::write("a/b/c", b"kept").unwrap();
    println!("{} {:?}", std::fs::read_to_string("a/b/c").unwrap(), std::fs::metadata("a/b/c").unwrap().len());
    std::fs::remove_dir_all("a").unwrap();
    println!("{}", std::fs::read("a/b/c").is_err());
    eprintln!("done");
    io::stdout().flush().unwrap();
    std::process::exit(3);
}
