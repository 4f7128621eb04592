#include "kernel/text.h"

/* rep movsb is as fast as anything on processors with ERMS, and needs no vector registers. */
void *memcpy(void *to, const void *from, size_t bytes)
{
    void *at = to;
    __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(bytes) : : "memory");
    return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    u8 *target = to;
    const u8 *source = from;
    if (target <= source || target >= source + bytes) {
        return memcpy(to, from, bytes);
    }
    while (bytes-- > 0) {
        target[bytes] = source[bytes];
    }
    return to;
}

void *memset(void *to, int value, size_t bytes)
{
    void *at = to;
    __asm__ volatile("rep stosb" : "+D"(at), "+c"(bytes) : "a"(value) : "memory");
    return to;
}

int memcmp(const void *one, const void *other, size_t bytes)
{
    const u8 *left = one;
    const u8 *right = other;
    for (size_t i = 0; i < bytes; i++) {
        if (left[i] != right[i]) {
            return left[i] - right[i];
        }
    }
    return 0;
}

size_t text_length(const char *text)
{
    size_t length = 0;
    while (text[length] != 0) {
        length++;
    }
    return length;
}

bool text_equal(const char *one, const char *other)
{
    while (*one != 0 && *one == *other) {
        one++;
        other++;
    }
    return *one == *other;
}

char *text_append(char *to, const char *text)
{
    while (*text != 0) {
        *to++ = *text++;
    }
    return to;
}

static char *append_digits(char *to, u64 value, unsigned base)
{
    char digits[20];
    int count = 0;
    do {
        digits[count++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    while (count > 0) {
        *to++ = digits[--count];
    }
    return to;
}

char *text_append_decimal(char *to, u64 value)
{
    return append_digits(to, value, 10);
}

char *text_append_hex(char *to, u64 value)
{
    return append_digits(to, value, 16);
}
