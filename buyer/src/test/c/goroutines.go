package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"sort"
	"sync"
	"time"
)

func main() {
	fmt.Println(len(os.Args) - 1)
	scanner := bufio.NewScanner(os.Stdin)
	for scanner.Scan() {
		fmt.Println(len(scanner.Text()))
	}
	var group sync.WaitGroup
	results := make(chan int, 10)
	for i := 0; i < 8; i++ {
		group.Add(1)
		go func(i int) {
			defer group.Done()
			for j := 0; j < 1000; j++ {
				results <- i * j
			}
		}(i)
	}
	go func() {
		group.Wait()
		close(results)
	}()
	sum := 0
	for value := range results {
		sum += value
	}
	fmt.Println(sum)
	var kept [][]byte
	for i := 0; i < 3000; i++ {
		kept = append(kept, make([]byte, 20000))
		if len(kept) > 50 {
			kept = nil
		}
	}
	runtime.GC()
	begin := time.Now()
	time.Sleep(20 * time.Millisecond)
	fmt.Println(time.Since(begin) >= 20*time.Millisecond)
	select {
	case <-time.After(5 * time.Millisecond):
		fmt.Println("timed out")
	case <-make(chan int):
		fmt.Println("impossible")
	}
	func() {
		defer func() { fmt.Println("recovered:", recover()) }()
		var pointer *int
		*pointer = 1
	}()
	var mutex sync.Mutex
	counts := map[string]int{}
	for i := 0; i < 4; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			for j := 0; j < 100; j++ {
				mutex.Lock()
				counts[fmt.Sprint("k", j%7)]++
				mutex.Unlock()
				runtime.Gosched()
			}
		}()
	}
	group.Wait()
	var names []string
	for name := range counts {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Print(name, "=", counts[name], " ")
	}
	fmt.Println()
	os.WriteFile("f", []byte("text"), 0600)
	text, err := os.ReadFile("f")
	fmt.Println(string(text), err)
	os.Remove("f")
	_, err = os.ReadFile("f")
	fmt.Println(err)
	fmt.Fprintln(os.Stderr, "done")
	os.Exit(5)
}
