/*
 * A bad cable between two network namespaces: packets take their time, and some are lost. For kernels without netem.
 *
 *   cable LOSS_PER_MILLE DELAY_MILLIS NETNS_A DEVICE_A NETNS_B DEVICE_B
 *
 * Makes a tun device in each, says "ready", and copies until its standard input ends or its parent dies.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { PACKET_BYTES = 2048, PACKETS = 4096 };

struct packet {
    long long due_millis;
    int bytes;
    int to;
    unsigned char data[PACKET_BYTES];
};

/* What is under way, in the order in which it is due: all of it takes equally long. A full cable loses what comes. */
static struct packet queue[PACKETS];
static unsigned head, tail;

static void need(int holds, const char *what) {
    if (!holds) {
        perror(what);
        exit(1);
    }
}

static long long now_millis(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static int end_in(const char *netns, const char *device) {
    char path[256];
    snprintf(path, sizeof path, "/run/netns/%s", netns);
    int space = open(path, O_RDONLY | O_CLOEXEC);
    need(space >= 0, path);
    need(setns(space, CLONE_NEWNET) == 0, "setns");
    close(space);
    int tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
    need(tun >= 0, "/dev/net/tun");
    struct ifreq request;
    memset(&request, 0, sizeof request);
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    strncpy(request.ifr_name, device, IFNAMSIZ - 1);
    need(ioctl(tun, TUNSETIFF, &request) == 0, "TUNSETIFF");
    return tun;
}

static void take(int from, int to, int loss, int delay) {
    struct packet *next = &queue[tail % PACKETS];
    ssize_t bytes;
    while ((bytes = read(from, next->data, PACKET_BYTES)) > 0) {
        if (rand() % 1000 >= loss && tail - head < PACKETS) {
            next->due_millis = now_millis() + delay;
            next->bytes = (int) bytes;
            next->to = to;
            next = &queue[++tail % PACKETS];
        }
    }
}

int main(int argc, char **argv) {
    need(argc == 7, "cable LOSS_PER_MILLE DELAY_MILLIS NETNS_A DEVICE_A NETNS_B DEVICE_B");
    need(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "prctl");
    int loss = atoi(argv[1]);
    int delay = atoi(argv[2]);
    struct pollfd ends[3] = {{end_in(argv[3], argv[4]), POLLIN, 0}, {end_in(argv[5], argv[6]), POLLIN, 0}, {0, POLLIN, 0}};
    puts("ready");
    fflush(stdout);
    for (;;) {
        long long wait = head == tail ? 1000 : queue[head % PACKETS].due_millis - now_millis();
        poll(ends, 3, wait < 0 ? 0 : (int) wait);
        char ignored[16];
        if (ends[2].revents != 0 && read(0, ignored, sizeof ignored) <= 0) {
            return 0;
        }
        take(ends[0].fd, ends[1].fd, loss, delay);
        take(ends[1].fd, ends[0].fd, loss, delay);
        for (; head != tail && queue[head % PACKETS].due_millis <= now_millis(); head++) {
            struct packet *due = &queue[head % PACKETS];
            ssize_t unused = write(due->to, due->data, due->bytes);
            (void) unused;
        }
    }
}
