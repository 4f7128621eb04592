// rustc -O -C target-feature=+crt-static hello.rs -o hello
//
// With Cargo: RUSTFLAGS="-C target-feature=+crt-static" cargo build --release --target x86_64-unknown-linux-gnu
//
// seq 0 9 | sparecore map ./hello {}
fn main() {
    let who = std::env::args().nth(1).unwrap_or_else(|| "world".to_string());
    println!("hello from Rust, {}", who);
}
