/* Input, output, numbers and memory for raw programs, on top of the three calls of start.c. */
#include "sparecore.h"

enum { EINTR = 4, EIO = 5 };

ptrdiff_t sc_read_full(void *to, size_t bytes)
{
    size_t done = 0;
    while (done < bytes) {
        ptrdiff_t got = sc_read((char *) to + done, bytes - done);
        if (got == -EINTR) {
            continue;
        }
        if (got < 0) {
            return got;
        }
        if (got == 0) {
            break;
        }
        done += (size_t) got;
    }
    return (ptrdiff_t) done;
}

int sc_write_full(int fd, const void *from, size_t bytes)
{
    size_t done = 0;
    while (done < bytes) {
        ptrdiff_t put = sc_write(fd, (const char *) from + done, bytes - done);
        if (put == -EINTR) {
            continue;
        }
        if (put <= 0) {
            return put == 0 ? -EIO : (int) put;
        }
        done += (size_t) put;
    }
    return 0;
}

/* Memory: pointers that only move forward, over the sandbox's heap and then over a static one. */

struct region {
    char *next;
    size_t left;
};

static char static_heap[SC_STATIC_HEAP_BYTES] __attribute__((aligned(16)));
static struct region regions[2] = {{NULL, 0}, {static_heap, sizeof static_heap}};

static void find_heap(void)
{
    char *start = (char *) sc_aux(AT_SPARECORE_HEAP_START);
    size_t bytes = sc_aux(AT_SPARECORE_HEAP_BYTES);
    size_t skew = -(uintptr_t) start & 15;
    if (start != NULL && bytes > skew) {
        regions[0] = (struct region){start + skew, bytes - skew};
    }
}

/* NULL where it does not fit. What is left may be no multiple of 16 at the end of a region. */
static void *take(struct region *region, size_t bytes)
{
    if (bytes > region->left) {
        return NULL;
    }
    size_t rounded = (bytes + 15) & ~(size_t) 15;
    size_t taken = rounded < region->left ? rounded : region->left;
    char *given = region->next;
    region->next += taken;
    region->left -= taken;
    return given;
}

void *sc_alloc(size_t bytes)
{
    if (regions[0].next == NULL) {
        find_heap();
    }
    void *given = regions[0].next != NULL ? take(&regions[0], bytes) : NULL;
    return given != NULL ? given : take(&regions[1], bytes);
}

/* Numbers and text. */

size_t sc_format_u64(char *to, uint64_t value)
{
    char backwards[SC_DIGITS_MAX];
    size_t digits = 0;
    do {
        backwards[digits++] = (char) ('0' + value % 10);
        value /= 10;
    } while (value != 0);
    for (size_t i = 0; i < digits; i++) {
        to[i] = backwards[digits - 1 - i];
    }
    return digits;
}

size_t sc_format_i64(char *to, int64_t value)
{
    if (value >= 0) {
        return sc_format_u64(to, (uint64_t) value);
    }
    to[0] = '-';
    return 1 + sc_format_u64(to + 1, -(uint64_t) value);
}

static void print(const char *text, size_t bytes)
{
    if (sc_write_full(SC_STDOUT, text, bytes) != 0) {
        sc_die(1, "could not write to the output", NULL);
    }
}

void sc_print(const char *text)
{
    print(text, strlen(text));
}

void sc_print_u64(uint64_t value)
{
    char digits[SC_DIGITS_MAX];
    print(digits, sc_format_u64(digits, value));
}

void sc_print_i64(int64_t value)
{
    char digits[SC_DIGITS_MAX];
    print(digits, sc_format_i64(digits, value));
}

int sc_parse_u64(const char *text, uint64_t *value)
{
    uint64_t sum = 0;
    if (*text == '\0') {
        return 0;
    }
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9') {
            return 0;
        }
        if (__builtin_mul_overflow(sum, 10, &sum) || __builtin_add_overflow(sum, (uint64_t) (*text - '0'), &sum)) {
            return 0;
        }
    }
    *value = sum;
    return 1;
}

int sc_parse_i64(const char *text, int64_t *value)
{
    int negative = *text == '-';
    uint64_t size;
    if (!sc_parse_u64(text + negative, &size) || size > (uint64_t) INT64_MAX + (uint64_t) negative) {
        return 0;
    }
    *value = (int64_t) (negative ? -size : size);
    return 1;
}

static void complain(const char *text)
{
    sc_write_full(SC_STDERR, text, strlen(text));
}

static void complain_u64(uint64_t value)
{
    char digits[SC_DIGITS_MAX];
    sc_write_full(SC_STDERR, digits, sc_format_u64(digits, value));
}

uint64_t sc_argument_u64(const char *name, const char *text, uint64_t min, uint64_t max)
{
    uint64_t value;
    if (sc_parse_u64(text, &value) && value >= min && value <= max) {
        return value;
    }
    complain(name);
    complain(" must be a number from ");
    complain_u64(min);
    complain(" to ");
    complain_u64(max);
    sc_die(2, ", but is", text);
}

void sc_die(int status, const char *message, const char *detail)
{
    complain(message != NULL ? message : "");
    complain(message != NULL && detail != NULL ? ": " : "");
    complain(detail != NULL ? detail : "");
    complain("\n");
    sc_exit(status);
}

/* The string instructions: GCC would turn a loop here into a call of the same function. */

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    void *at = to;
    __asm__ volatile("rep movsb" : "+D"(at), "+S"(from), "+c"(bytes) : : "memory");
    return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    if ((uintptr_t) to - (uintptr_t) from >= bytes) {
        return memcpy(to, from, bytes);
    }
    for (size_t i = bytes; i-- > 0;) {
        ((volatile char *) to)[i] = ((const char *) from)[i];
    }
    return to;
}

void *memset(void *to, int value, size_t bytes)
{
    void *at = to;
    __asm__ volatile("rep stosb" : "+D"(at), "+c"(bytes) : "a"(value) : "memory");
    return to;
}

int memcmp(const void *left, const void *right, size_t bytes)
{
    const unsigned char *a = left;
    const unsigned char *b = right;
    for (size_t i = 0; i < bytes; i++) {
        if (a[i] != b[i]) {
            return a[i] - b[i];
        }
    }
    return 0;
}

size_t strlen(const char *text)
{
    const char *end = text;
    while (*(const volatile char *) end != '\0') {
        end++;
    }
    return (size_t) (end - text);
}
