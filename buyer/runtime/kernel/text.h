/* Bytes and strings. gcc calls the mem* functions by itself. */
#ifndef RUNTIME_KERNEL_TEXT_H
#define RUNTIME_KERNEL_TEXT_H

#include "kernel/linux.h"

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int memcmp(const void *one, const void *other, size_t bytes);

size_t text_length(const char *text);
bool text_equal(const char *one, const char *other);

/* Appends without a final zero and answers the end. */
char *text_append(char *to, const char *text);
char *text_append_decimal(char *to, u64 value);
char *text_append_hex(char *to, u64 value);

#endif
