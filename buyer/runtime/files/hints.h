/*
 * Calls that ask for something to be done with a file sooner or later, or not by others. Memory needs nothing of that, and there are no
 * others: only wrong arguments are told.
 */
#ifndef RUNTIME_FILES_HINTS_H
#define RUNTIME_FILES_HINTS_H

#include "kernel/linux.h"

long hints_sync(int fd);
long hints_sync_range(int fd, s64 offset, s64 bytes, u32 flags);
long hints_advise(int fd, s64 bytes, int advice);
long hints_read_ahead(int fd);
long hints_lock(int fd, u32 how);

#endif
