#include "files/standard.h"

#include "kernel/pack.h"
#include "kernel/text.h"
#include "memory/memory.h"

#define MAPS_BYTES 1024

struct device_name {
    const char *name;
    enum device device;
};

static const struct device_name devices[] = {
    {"null", DEVICE_NULL}, {"zero", DEVICE_ZERO}, {"full", DEVICE_FULL}, {"random", DEVICE_RANDOM}, {"urandom", DEVICE_RANDOM},
    {"stdin", DEVICE_STDIN}, {"stdout", DEVICE_STDOUT}, {"stderr", DEVICE_STDERR}};

/* One processor, of the level that is in the CPUID table. */
static const char cpuinfo[] =
    "processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 60\nmodel name\t: Sparecore virtual CPU\n"
    "stepping\t: 1\ncpu MHz\t\t: 1000.000\nphysical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\ncpu cores\t: 1\n\n";
static const char passwd[] = "user:x:1000:1000::/tmp:/bin/sh\n";
static const char group[] = "user:x:1000:\n";
static const char hosts[] = "127.0.0.1 localhost\n";
static const char online[] = "0\n";
static const char stat_text[] = "cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 0 0 0 0 0 0 0 0 0 0\nctxt 0\nbtime 1577836800\nprocesses 1\n";

static void text_file(struct node *folder, const char *name, const char *text, u64 bytes)
{
    struct node *file = tree_add(folder, name, S_IFREG | 0444);
    if (file != NULL) {
        file->data = (u8 *) text;
        file->bytes = bytes;
    }
}

static void link(struct node *folder, const char *name, const char *target)
{
    struct node *node = tree_add(folder, name, S_IFLNK | 0777);
    if (node != NULL) {
        node->data = (u8 *) target;
        node->bytes = text_length(target);
    }
}

static struct node *folder(struct node *parent, const char *name, u32 rights)
{
    struct node *node = tree_add(parent, name, S_IFDIR | rights);
    return node == NULL ? parent : node;
}

static void device_files(struct node *dev)
{
    for (u32 i = 0; i < sizeof devices / sizeof *devices; i++) {
        struct node *node = tree_add(dev, devices[i].name, S_IFCHR | 0666);
        if (node != NULL) {
            node->device = devices[i].device;
        }
    }
    link(dev, "fd", "/proc/self/fd");
    folder(dev, "shm", 01777);
}

const char *standard_executable(void)
{
    static char executable[sizeof "/job/" + NAME_BYTES_MAX];
    const char *name = (const char *) pack()->name;
    *text_append(text_append(executable, "/job/"), text_length(name) <= NAME_BYTES_MAX ? name : "program") = 0;
    return executable;
}

static void process_files(struct node *proc)
{
    static char maps[MAPS_BYTES];
    static char memory[64];
    struct node *self = folder(proc, "self", 0555);
    text_file(self, "maps", maps, memory_maps_text(maps));
    link(self, "exe", standard_executable());
    link(self, "cwd", "/job");
    const char *name = (const char *) pack()->name;
    text_file(self, "comm", name, text_length(name));
    struct node *descriptors = folder(self, "fd", 0555);
    link(descriptors, "0", "/dev/stdin");
    link(descriptors, "1", "/dev/stdout");
    link(descriptors, "2", "/dev/stderr");
    text_file(proc, "cpuinfo", cpuinfo, sizeof cpuinfo - 1);
    text_file(proc, "stat", stat_text, sizeof stat_text - 1);
    char *end = text_append_decimal(text_append(memory, "MemTotal: "), memory_total_bytes() >> 10);
    text_file(proc, "meminfo", memory, (u64) (text_append(end, " kB\n") - memory));
}

/* Names may have folders in them, which are made. */
static void job_file(struct node *job, const struct pack_file *packed)
{
    char path[PATH_BYTES_MAX];
    struct place place;
    u64 length = text_length((const char *) packed->name);
    if (length >= sizeof path) {
        return;
    }
    memcpy(path, (const char *) packed->name, length + 1);
    struct node *parent = job;
    char *at = path;
    for (char *slash = at; *slash != 0; slash++) {
        if (*slash != '/') {
            continue;
        }
        *slash = 0;
        parent = tree_walk(parent, at, FOLLOW_LAST, &place) == 0 ? place.node : folder(parent, at, 0755);
        *slash = '/';
        at = slash + 1;
    }
    text_file(parent, at, (const char *) packed->data, packed->bytes);
}

void standard_files(struct node *root)
{
    struct node *job = folder(root, STANDARD_JOB_FOLDER, 0755);
    folder(root, "tmp", 01777);
    folder(root, "out", 0755);
    device_files(folder(root, "dev", 0755));
    process_files(folder(root, "proc", 0555));
    struct node *etc = folder(root, "etc", 0755);
    text_file(etc, "passwd", passwd, sizeof passwd - 1);
    text_file(etc, "group", group, sizeof group - 1);
    text_file(etc, "hosts", hosts, sizeof hosts - 1);
    struct node *cpu = folder(folder(folder(folder(root, "sys", 0555), "devices", 0555), "system", 0555), "cpu", 0555);
    text_file(cpu, "online", online, sizeof online - 1);
    text_file(cpu, "possible", online, sizeof online - 1);
    const struct pack_file *files = (const struct pack_file *) pack()->files;
    for (u64 i = 0; i < pack()->file_count; i++) {
        job_file(job, &files[i]);
    }
}
