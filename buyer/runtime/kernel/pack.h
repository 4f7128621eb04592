/*
 * What the packer leaves for the runtime, read-only. Both sides are versioned together; the packer is
 * sparecore.buyer.pack.PackWriter.
 */
#ifndef RUNTIME_KERNEL_PACK_H
#define RUNTIME_KERNEL_PACK_H

#include "kernel/linux.h"

#define PACK_MAGIC 0x4b434150u /* "PACK" */
#define PACK_VERSION 3u

enum {
    PACK_TRACE = 1,         /* tell each call */
    PACK_UNBUFFERED = 2,    /* pass output on at once */
    PACK_PARTIAL_INPUT = 4, /* a read of standard input may return less than it could get, as of a terminal */
    PACK_UNPATCHED = 8      /* answer every call by signal */
};

struct pack_segment {
    u64 start, end;
    u32 access; /* PF_X 1, PF_W 2, PF_R 4 */
    u32 pad;
};

struct pack_file {
    u64 name; /* address of a path below /job, with a final zero */
    u64 data;
    u64 bytes;
};

/* Places that the packer has changed beforehand: dispatch/patch.c does the same at run time. */
enum {
    PACK_SITE_CALL = 1,      /* a jump, and 06 00 or 07 00 where the system call instruction was */
    PACK_SITE_CPUID = 2,     /* the same with a CPUID instruction */
    PACK_SITE_BREAKPOINT = 3 /* INT 3 for a CPUID instruction */
};

struct pack_site {
    u64 address; /* where the instruction was */
    u32 kind, pad;
};

struct pack {
    u32 magic, version;
    u32 flags, cpu_level;
    u64 entry;
    u64 table; /* where the program's own ELF table is in memory, or 0 */
    u32 table_rows, segments;
    u64 stack_bytes;
    u64 environment; /* addresses of strings */
    u64 environment_strings;
    u64 files; /* struct pack_file */
    u64 file_count;
    u64 name; /* the program's name */
    u64 sites; /* struct pack_site, by address */
    u64 site_count;
    struct pack_segment segment[16];
};

/* Among the runtime's code: see runtime.ld. What it points to lies behind the runtime's memory. */
extern const struct pack pack_header;

static inline const struct pack *pack(void)
{
    return &pack_header;
}

#endif
