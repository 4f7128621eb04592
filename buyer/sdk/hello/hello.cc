// g++ -O2 -static hello.cc -o hello
//
// seq 0 9 | sparecore map ./hello {}
#include <iostream>
#include <string>

int main(int argc, char **argv)
{
    std::string who = argc > 1 ? argv[1] : "world";
    std::cout << "hello from C++, " << who << std::endl;
}
