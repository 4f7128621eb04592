/* Random numbers that are the same in every run: SplitMix64 from a fixed seed. Good for hash tables and sampling, not for secrets. */
#ifndef RUNTIME_TIME_RANDOM_H
#define RUNTIME_TIME_RANDOM_H

#include "kernel/linux.h"

void random_fill(void *to, u64 bytes);

#endif
