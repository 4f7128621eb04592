#include "files/tree.h"

#include "files/standard.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "output/output.h"
#include "time/clock.h"

#define NODES_PER_CHUNK 32
#define LINKS_FOLLOWED_MAX 40
#define GROWTH_BYTES_MIN (16ul << 10)
#define RESULT_FOLDER "out"
/* Folders deeper than this are not sent. */
#define RESULT_DEPTH_MAX 16

static struct node *spare; /* unused nodes, chained by `next` */
static struct node *root;
static u32 inodes;

static struct node *new_node(void)
{
    if (spare == NULL) {
        struct node *chunk = (struct node *) memory_take(NODES_PER_CHUNK * sizeof(struct node));
        if (chunk == NULL) {
            return NULL;
        }
        for (u32 i = 0; i < NODES_PER_CHUNK; i++) {
            chunk[i].next = spare;
            spare = &chunk[i];
        }
    }
    struct node *node = spare;
    spare = node->next;
    memset(node, 0, sizeof *node);
    node->inode = ++inodes;
    node->modified = clock_now();
    return node;
}

struct node *tree_root(void)
{
    if (root == NULL) {
        root = new_node();
        if (root == NULL) {
            output_end(END_SIGNAL, SIGKILL); /* not even memory for one page */
        }
        root->mode = S_IFDIR | 0755;
        root->parent = root;
        root->linked = true;
        standard_files(root);
    }
    return root;
}

static struct node *child(const struct node *folder, const char *name)
{
    for (struct node *node = folder->children; node != NULL; node = node->next) {
        if (text_equal(node->name, name)) {
            return node;
        }
    }
    return NULL;
}

struct node *tree_start(void)
{
    return child(tree_root(), STANDARD_JOB_FOLDER);
}

/* Copies the next name of a path and answers where the rest begins; NULL if it is too long. */
static const char *next_name(const char *path, char *name)
{
    u64 length = 0;
    while (*path != 0 && *path != '/') {
        if (length == NAME_BYTES_MAX) {
            return NULL;
        }
        name[length++] = *path++;
    }
    name[length] = 0;
    return path;
}

static const char *skip_slashes(const char *path)
{
    while (*path == '/') {
        path++;
    }
    return path;
}

static bool is_folder(const struct node *node)
{
    return (node->mode & S_IFMT) == S_IFDIR;
}

static long walk(
    struct node *at, const char *path, enum follow follow, struct node **found, struct node **parent, char *name, int *links)
{
    *parent = NULL;
    if (*path == 0) {
        return -ENOENT;
    }
    if (*path == '/') {
        at = tree_root();
    }
    path = skip_slashes(path);
    while (*path != 0) {
        if (!is_folder(at)) {
            return -ENOTDIR;
        }
        path = next_name(path, name);
        if (path == NULL) {
            return -ENAMETOOLONG;
        }
        bool folder_wanted = *path == '/';
        path = skip_slashes(path);
        bool last = *path == 0;
        if (text_equal(name, ".")) {
            continue;
        }
        if (text_equal(name, "..")) {
            at = at->parent;
            continue;
        }
        struct node *next = child(at, name);
        if (next == NULL) {
            *parent = last ? at : NULL;
            return -ENOENT;
        }
        if ((next->mode & S_IFMT) == S_IFLNK && (!last || folder_wanted || follow == FOLLOW_LAST)) {
            if (++*links > LINKS_FOLLOWED_MAX) {
                return -ELOOP;
            }
            char ignored[NAME_BYTES_MAX + 1];
            struct node *target;
            struct node *unused;
            long result = walk(at, (const char *) next->data, FOLLOW_LAST, &target, &unused, ignored, links);
            if (result < 0) {
                return result;
            }
            next = target;
        }
        if (folder_wanted && !is_folder(next)) {
            return -ENOTDIR;
        }
        at = next;
    }
    *found = at;
    return 0;
}

long tree_walk(struct node *from, const char *path, enum follow follow, struct node **found, struct node **parent, char *name)
{
    int links = 0;
    tree_root();
    return walk(from, path, follow, found, parent, name, &links);
}

static void attach(struct node *node, struct node *parent, const char *name)
{
    node->parent = parent;
    node->next = NULL;
    node->linked = true;
    memcpy(node->name, name, text_length(name) + 1);
    if (parent->last_child == NULL) {
        parent->children = node;
    } else {
        parent->last_child->next = node;
    }
    parent->last_child = node;
    parent->modified = clock_now();
}

struct node *tree_add(struct node *parent, const char *name, u32 mode)
{
    struct node *node = new_node();
    if (node != NULL) {
        node->mode = mode;
        attach(node, parent, name);
    }
    return node;
}

struct node *tree_anonymous(void)
{
    struct node *node = new_node();
    if (node != NULL) {
        node->mode = S_IFREG | 0600;
        node->parent = tree_root();
        memcpy(node->name, "anonymous", sizeof "anonymous");
    }
    return node;
}

static void detach(struct node *node)
{
    struct node *parent = node->parent;
    struct node *before = NULL;
    for (struct node *at = parent->children; at != node; at = at->next) {
        before = at;
    }
    if (before == NULL) {
        parent->children = node->next;
    } else {
        before->next = node->next;
    }
    if (parent->last_child == node) {
        parent->last_child = before;
    }
    parent->modified = clock_now();
    node->linked = false;
}

void tree_unlink(struct node *node)
{
    detach(node);
    tree_release(node);
}

void tree_move(struct node *node, struct node *parent, const char *name)
{
    char copy[NAME_BYTES_MAX + 1];
    memcpy(copy, name, text_length(name) + 1);
    detach(node);
    attach(node, parent, copy);
}

void tree_release(struct node *node)
{
    if (node->linked || node->opens > 0) {
        return;
    }
    if (node->capacity > 0) {
        memory_give((u64) node->data, node->capacity);
    }
    node->next = spare;
    spare = node;
}

bool tree_reserve(struct node *file, u64 bytes)
{
    if (bytes <= file->capacity) {
        return true;
    }
    u64 wanted = bytes + bytes / 2;
    if (wanted < GROWTH_BYTES_MIN) {
        wanted = GROWTH_BYTES_MIN;
    }
    u64 capacity = (wanted + PAGE_BYTES - 1) & -PAGE_BYTES;
    u64 data = memory_take(capacity);
    if (data == 0) {
        capacity = (bytes + PAGE_BYTES - 1) & -PAGE_BYTES;
        data = memory_take(capacity);
    }
    if (data == 0) {
        return false;
    }
    memcpy((void *) data, file->data, file->bytes);
    if (file->capacity > 0) {
        memory_give((u64) file->data, file->capacity);
    }
    file->data = (u8 *) data;
    file->capacity = capacity;
    return true;
}

bool tree_resize(struct node *file, u64 bytes)
{
    if (bytes > file->bytes) {
        if (!tree_reserve(file, bytes)) {
            return false;
        }
        memset(file->data + file->bytes, 0, bytes - file->bytes);
    }
    file->bytes = bytes;
    file->modified = clock_now();
    return true;
}

long tree_path(const struct node *node, char *to, u64 room)
{
    const struct node *chain[PATH_BYTES_MAX / 2];
    u32 depth = 0;
    for (const struct node *at = node; at != root; at = at->parent) {
        if (depth == sizeof chain / sizeof *chain) {
            return -ERANGE;
        }
        chain[depth++] = at;
    }
    u64 length = 0;
    if (depth == 0) {
        if (room < 2) {
            return -ERANGE;
        }
        to[length++] = '/';
    }
    while (depth > 0) {
        const struct node *at = chain[--depth];
        u64 bytes = text_length(at->name);
        if (length + 1 + bytes + 1 > room) {
            return -ERANGE;
        }
        to[length++] = '/';
        memcpy(to + length, at->name, bytes);
        length += bytes;
    }
    to[length] = 0;
    return (long) length;
}

static void send_file(const struct node *file, const char *path, u64 path_bytes)
{
    struct { u32 mode, name_bytes; u64 bytes; char name[PATH_BYTES_MAX]; } header;
    header.mode = file->mode;
    header.name_bytes = (u32) path_bytes;
    header.bytes = file->bytes;
    memcpy(header.name, path, path_bytes);
    output_put(OUTPUT_FILE, &header, 16 + path_bytes);
    if (file->bytes > 0) {
        output_put(OUTPUT_FILE_BYTES, file->data, file->bytes);
    }
}

/* `path` is the folder's, below /out, with a final slash or empty. */
static void send_folder(const struct node *folder, char *path, u64 path_bytes, int depth)
{
    for (const struct node *node = folder->children; node != NULL; node = node->next) {
        u64 name_bytes = text_length(node->name);
        if (path_bytes + name_bytes + 1 >= PATH_BYTES_MAX) {
            continue;
        }
        memcpy(path + path_bytes, node->name, name_bytes);
        u64 end = path_bytes + name_bytes;
        if ((node->mode & S_IFMT) == S_IFREG) {
            send_file(node, path, end);
        } else if (is_folder(node) && depth < RESULT_DEPTH_MAX) {
            path[end] = '/';
            send_folder(node, path, end + 1, depth + 1);
        }
    }
}

void tree_send_results(void)
{
    if (root == NULL) {
        return;
    }
    const struct node *results = child(root, RESULT_FOLDER);
    if (results != NULL && is_folder(results)) {
        static char path[PATH_BYTES_MAX];
        send_folder(results, path, 0, 0);
    }
}
