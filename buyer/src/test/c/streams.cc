#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <iomanip>
#include <iostream>
#include <map>
#include <mutex>
#include <numeric>
#include <random>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

struct Guard {
    explicit Guard(const char *name) : name(name) {}
    ~Guard() { std::cout << "left " << name << "\n"; }
    const char *name;
};

static int deep(int level)
{
    Guard guard("deep");
    if (level == 0) {
        throw std::out_of_range("deep enough");
    }
    return deep(level - 1) + 1;
}

int main(int argc, char **argv)
{
    std::string word;
    std::map<std::string, int> words;
    while (std::cin >> word) {
        words[word]++;
    }
    for (const auto &[name, count] : words) {
        std::cout << name << " " << count << "\n";
    }
    try {
        deep(3);
    } catch (const std::exception &e) {
        std::cout << "caught " << e.what() << std::endl;
    }
    std::vector<std::thread> threads;
    std::atomic<long> sum{0};
    std::mutex mutex;
    std::condition_variable changed;
    int turn = 0;
    for (int i = 0; i < 6; i++) {
        threads.emplace_back([&, i] {
            for (int j = 0; j < 50; j++) {
                std::unique_lock<std::mutex> lock(mutex);
                changed.wait(lock, [&] { return turn % 6 == i; });
                turn++;
                sum += i * j;
                changed.notify_all();
            }
        });
    }
    for (auto &thread : threads) {
        thread.join();
    }
    auto later = std::async(std::launch::async, [] {
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return 99;
    });
    std::cout << sum << " " << turn << " " << later.get() << "\n";
    std::mt19937 random(7);
    std::vector<double> values(1000);
    std::generate(values.begin(), values.end(), [&] { return std::normal_distribution<>(0, 1)(random); });
    std::sort(values.begin(), values.end());
    std::cout << std::setprecision(17) << values.front() << " " << std::accumulate(values.begin(), values.end(), 0.0) << "\n";
    std::cout << std::regex_replace(std::string("a1b22c333"), std::regex("[0-9]+"), "#") << "\n";
    std::cerr << "arguments: " << argc - 1 << "\n";
    throw std::runtime_error("nobody catches this");
}
