#include "calls.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/timerfd.h>
#include <sys/ioctl.h>

int main(void)
{
    int ends[2];
    char text[70000];
    CALL(pipe(ends));
    IS(ends[0] == 3 && ends[1] == 4);
    CALL(write(ends[1], "abc", 3));
    CALL(read(ends[0], text, 2));
    int there = 0;
    CALL(ioctl(ends[0], FIONREAD, &there));
    IS(there == 1);
    CALL(write(ends[0], "x", 1));
    CALL(read(ends[1], text, 1));
    CALL(lseek(ends[0], 0, SEEK_SET));
    CALL(pread(ends[0], text, 1, 0));
    CALL(fcntl(ends[0], F_SETFL, O_NONBLOCK));
    CALL(fcntl(ends[1], F_SETFL, O_NONBLOCK));
    CALL(read(ends[0], text, 10));
    CALL(read(ends[0], text, 10));
    CALL(write(ends[1], text, 65536));
    CALL(write(ends[1], text, 1));
    CALL(read(ends[0], text, 8192));
    CALL(write(ends[1], text, 8192));

    struct pollfd polled[3] = {{ends[0], POLLIN, 0}, {ends[1], POLLOUT, 0}, {-1, POLLIN, 0}};
    CALL(poll(polled, 3, 0));
    printf("%d %d %d\n", polled[0].revents, polled[1].revents, polled[2].revents);
    while (read(ends[0], text, sizeof text) > 0) {
    }
    CALL(poll(polled, 2, 0));
    printf("%d %d\n", polled[0].revents, polled[1].revents);
    CALL(poll(polled, 1, 20));
    polled[0].fd = 99;
    CALL(poll(polled, 1, 0));
    printf("%d\n", polled[0].revents);
    fd_set reads;
    FD_ZERO(&reads);
    FD_SET(ends[0], &reads);
    struct timeval moment = {0, 1000};
    CALL(select(ends[0] + 1, &reads, NULL, NULL, &moment));
    IS(!FD_ISSET(ends[0], &reads));
    FD_SET(ends[0], &reads);
    CALL(write(ends[1], "z", 1));
    CALL(select(ends[0] + 1, &reads, NULL, NULL, NULL));
    IS(FD_ISSET(ends[0], &reads));
    FD_SET(77, &reads);
    CALL(select(78, &reads, NULL, NULL, NULL));

    int set = epoll_create1(0);
    struct epoll_event event = {EPOLLIN, {.u64 = 42}};
    struct epoll_event found[4];
    CALL(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event));
    CALL(epoll_ctl(set, EPOLL_CTL_ADD, ends[0], &event));
    CALL(epoll_ctl(set, EPOLL_CTL_DEL, ends[1], &event));
    CALL(epoll_ctl(set, EPOLL_CTL_ADD, 99, &event));
    CALL(epoll_ctl(set, EPOLL_CTL_ADD, set, &event));
    CALL(epoll_wait(set, found, 4, -1));
    printf("%u %lu\n", found[0].events, (unsigned long) found[0].data.u64);
    CALL(read(ends[0], text, 10));
    CALL(epoll_wait(set, found, 4, 10));
    event.events = EPOLLIN | EPOLLET;
    CALL(epoll_ctl(set, EPOLL_CTL_MOD, ends[0], &event));
    CALL(write(ends[1], "q", 1));
    CALL(epoll_wait(set, found, 4, 0));
    CALL(epoll_wait(set, found, 4, 0));
    CALL(epoll_wait(set, found, 0, 0));
    CALL(epoll_wait(ends[0], found, 4, 0));
    CALL(close(ends[1]));
    CALL(read(ends[0], text, 10));
    CALL(read(ends[0], text, 10));
    polled[0].fd = ends[0];
    CALL(poll(polled, 1, 0));
    printf("%d\n", polled[0].revents);

    CALL(pipe2(ends, O_CLOEXEC));
    CALL(fcntl(ends[0], F_GETFD));
    CALL(pipe2(ends, 12345678));
    CALL(pipe((int *) 8));
    signal(SIGPIPE, SIG_IGN);
    CALL(close(ends[0]));
    CALL(write(ends[1], "x", 1));
    CALL(close(ends[1]));

    int counter = eventfd(3, EFD_NONBLOCK);
    uint64_t value = 0;
    CALL(read(counter, &value, 4));
    CALL(read(counter, &value, 8));
    printf("%lu\n", (unsigned long) value);
    CALL(read(counter, &value, 8));
    value = 5;
    CALL(write(counter, &value, 8));
    CALL(write(counter, &value, 8));
    CALL(read(counter, &value, 8));
    printf("%lu\n", (unsigned long) value);
    value = ~0ul;
    CALL(write(counter, &value, 8));
    int steps = eventfd(2, EFD_SEMAPHORE | EFD_NONBLOCK);
    CALL(read(steps, &value, 8));
    printf("%lu\n", (unsigned long) value);
    CALL(read(steps, &value, 8));
    CALL(read(steps, &value, 8));
    CALL(eventfd(0, 12345678));

    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    CALL(read(timer, &value, 8));
    struct itimerspec once = {{0, 0}, {0, 5000000}};
    CALL(timerfd_settime(timer, 0, &once, NULL));
    struct pollfd timed = {timer, POLLIN, 0};
    CALL(poll(&timed, 1, -1));
    CALL(read(timer, &value, 8));
    printf("%lu\n", (unsigned long) value);
    CALL(read(timer, &value, 8));
    return 0;
}
