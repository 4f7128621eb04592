#include "files/tree.h"

#include "files/standard.h"
#include "kernel/text.h"
#include "memory/memory.h"
#include "memory/shared.h"
#include "output/output.h"
#include "time/clock.h"

#define PER_CHUNK 32
#define LINKS_FOLLOWED_MAX 40
#define GROWTH_BYTES_MIN (16ul << 10)
#define RESULT_FOLDER "out"
/* Folders deeper than this are not sent. */
#define RESULT_DEPTH_MAX 16

static struct node *spare_nodes; /* unused ones, chained by `parent` */
static struct name *spare_names; /* unused ones, chained by `next` */
static struct node *root;
static u32 inodes;

static struct node *new_node(u32 mode)
{
    if (spare_nodes == NULL) {
        struct node *chunk = (struct node *) memory_take(PER_CHUNK * sizeof *chunk);
        for (u32 i = 0; chunk != NULL && i < PER_CHUNK; i++) {
            chunk[i].parent = spare_nodes;
            spare_nodes = &chunk[i];
        }
    }
    struct node *node = spare_nodes;
    if (node != NULL) {
        spare_nodes = node->parent;
        memset(node, 0, sizeof *node);
        node->inode = ++inodes;
        node->mode = mode;
        node->modified = (s64) clock_now();
    }
    return node;
}

static struct name *new_name(const char *text, struct node *node)
{
    if (spare_names == NULL) {
        struct name *chunk = (struct name *) memory_take(PER_CHUNK * sizeof *chunk);
        for (u32 i = 0; chunk != NULL && i < PER_CHUNK; i++) {
            chunk[i].next = spare_names;
            spare_names = &chunk[i];
        }
    }
    struct name *name = spare_names;
    if (name != NULL) {
        spare_names = name->next;
        name->node = node;
        memcpy(name->text, text, text_length(text) + 1);
    }
    return name;
}

struct node *tree_root(void)
{
    if (root == NULL) {
        root = new_node(S_IFDIR | 0755);
        if (root == NULL) {
            output_end(END_SIGNAL, SIGKILL); /* not even memory for one page */
        }
        root->parent = root;
        root->links = 1;
        standard_files(root);
    }
    return root;
}

bool tree_is_built(void)
{
    return root != NULL;
}

static struct name *find(const struct node *folder, const char *text)
{
    for (struct name *name = folder->names; name != NULL; name = name->next) {
        if (text_equal(name->text, text)) {
            return name;
        }
    }
    return NULL;
}

struct node *tree_start(void)
{
    return find(tree_root(), STANDARD_JOB_FOLDER)->node;
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
    return tree_type(node) == S_IFDIR;
}

static long walk(struct node *at, const char *path, enum follow follow, struct place *place, int *links);

/* To where a symbolic link leads, which is the last name of a path or not. */
static long follow_link(struct node *folder, const struct node *link, struct place *place, int *links)
{
    bool slash = place->slash;
    if (++*links > LINKS_FOLLOWED_MAX) {
        return -ELOOP;
    }
    long result = walk(folder, (const char *) link->data, FOLLOW_LAST, place, links);
    place->slash |= slash;
    return result;
}

static long walk(struct node *at, const char *path, enum follow follow, struct place *place, int *links)
{
    place->node = place->folder = NULL;
    place->name = NULL;
    place->last = LAST_IS_ROOT;
    place->slash = false;
    if (*path == 0) {
        return -ENOENT;
    }
    if (*path == '/') {
        at = tree_root();
    }
    path = skip_slashes(path);
    while (*path != 0) {
        place->folder = NULL;
        place->name = NULL;
        if (!is_folder(at)) {
            return -ENOTDIR;
        }
        if (!tree_may(at, 1)) {
            return -EACCES;
        }
        path = next_name(path, place->text);
        if (path == NULL) {
            return -ENAMETOOLONG;
        }
        place->slash = *path == '/';
        path = skip_slashes(path);
        bool last = *path == 0;
        place->last = LAST_IS_DOT;
        if (text_equal(place->text, ".")) {
            continue;
        }
        place->last = LAST_IS_UP;
        if (text_equal(place->text, "..")) {
            at = at->parent;
            continue;
        }
        place->last = LAST_IS_NAME;
        place->name = find(at, place->text);
        if (place->name == NULL) {
            place->folder = last && at->links > 0 ? at : NULL; /* nothing is made in a folder that was removed */
            return -ENOENT;
        }
        place->folder = at;
        struct node *next = place->name->node;
        if (tree_type(next) == S_IFLNK && (!last || place->slash || follow == FOLLOW_LAST)) {
            long result = follow_link(at, next, place, links);
            if (result < 0) {
                place->folder = last ? place->folder : NULL;
                return result;
            }
            next = place->node;
        }
        if (place->slash && !is_folder(next)) {
            return -ENOTDIR;
        }
        at = next;
    }
    place->node = at;
    return 0;
}

long tree_walk(struct node *from, const char *path, enum follow follow, struct place *place)
{
    int links = 0;
    tree_root();
    return walk(from, path, follow, place, &links);
}

static void attach(struct name *name, struct node *folder)
{
    name->folder = folder;
    name->next = NULL;
    if (folder->last_name == NULL) {
        folder->names = name;
    } else {
        folder->last_name->next = name;
    }
    folder->last_name = name;
    folder->modified = (s64) clock_now();
    if (is_folder(name->node)) {
        name->node->parent = folder;
    }
}

static void detach(struct name *name)
{
    struct node *folder = name->folder;
    struct name *before = NULL;
    for (struct name *at = folder->names; at != name; at = at->next) {
        before = at;
    }
    if (before == NULL) {
        folder->names = name->next;
    } else {
        before->next = name->next;
    }
    if (folder->last_name == name) {
        folder->last_name = before;
    }
    folder->modified = (s64) clock_now();
}

bool tree_link(struct node *folder, const char *text, struct node *file)
{
    struct name *name = new_name(text, file);
    if (name == NULL) {
        return false;
    }
    file->links++;
    attach(name, folder);
    return true;
}

struct node *tree_add(struct node *folder, const char *text, u32 mode)
{
    struct node *node = new_node(mode);
    if (node != NULL && !tree_link(folder, text, node)) {
        tree_release(node);
        return NULL;
    }
    return node;
}

struct node *tree_anonymous(void)
{
    tree_root();
    return new_node(S_IFREG | 0600);
}

void tree_unlink(struct name *name)
{
    struct node *node = name->node;
    detach(name);
    name->next = spare_names;
    spare_names = name;
    node->links--;
    if (is_folder(node)) {
        node->parent = root; /* its own may go, too */
    }
    tree_release(node);
}

void tree_move(struct name *name, struct node *folder, const char *text)
{
    char copy[NAME_BYTES_MAX + 1];
    memcpy(copy, text, text_length(text) + 1);
    detach(name);
    memcpy(name->text, copy, sizeof copy);
    attach(name, folder);
}

void tree_exchange(struct name *one, struct name *other)
{
    struct node *node = one->node;
    one->node = other->node;
    other->node = node;
    if (is_folder(one->node)) {
        one->node->parent = one->folder;
    }
    if (is_folder(other->node)) {
        other->node->parent = other->folder;
    }
}

void tree_release(struct node *node)
{
    if (node->links > 0 || node->opens > 0) {
        return;
    }
    shared_forget(node);
    if (node->capacity > 0) {
        memory_give((u64) node->data, node->capacity);
    }
    node->parent = spare_nodes;
    spare_nodes = node;
}

bool tree_reserve(struct node *file, u64 bytes)
{
    if (bytes <= file->capacity) {
        return true;
    }
    if (file->mappings > 0) {
        return shared_grow(file, bytes);
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
    shared_forget(file);
    if (file->capacity > 0) {
        memory_give((u64) file->data, file->capacity);
    }
    file->data = (u8 *) data;
    file->capacity = capacity;
    file->high = 0;
    return true;
}

bool tree_resize(struct node *file, u64 bytes)
{
    if (bytes > file->bytes) {
        if (!tree_reserve(file, bytes)) {
            return false;
        }
        memset(file->data + file->bytes, 0, bytes - file->bytes);
    } else if (file->mappings > 0) {
        memset(file->data + bytes, 0, file->bytes - bytes); /* who looks at it there sees that it is gone */
    } else if (file->bytes > file->high) {
        file->high = file->bytes;
    }
    file->bytes = bytes;
    file->modified = (s64) clock_now();
    return true;
}

static const struct name *name_of(const struct node *folder)
{
    const struct name *name = folder->parent->names;
    while (name->node != folder) {
        name = name->next;
    }
    return name;
}

long tree_path(const struct node *folder, char *to, u64 room)
{
    const struct name *chain[PATH_BYTES_MAX / 2];
    u32 depth = 0;
    for (const struct node *at = folder; at != root; at = at->parent) {
        if (at->links == 0) {
            return -ENOENT;
        }
        if (depth == sizeof chain / sizeof *chain) {
            return -ERANGE;
        }
        chain[depth++] = name_of(at);
    }
    u64 length = 0;
    if (depth == 0) {
        if (room < 2) {
            return -ERANGE;
        }
        to[length++] = '/';
    }
    while (depth > 0) {
        const char *text = chain[--depth]->text;
        u64 bytes = text_length(text);
        if (length + 1 + bytes + 1 > room) {
            return -ERANGE;
        }
        to[length++] = '/';
        memcpy(to + length, text, bytes);
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
    for (const struct name *name = folder->names; name != NULL; name = name->next) {
        const struct node *node = name->node;
        u64 name_bytes = text_length(name->text);
        if (path_bytes + name_bytes + 1 >= PATH_BYTES_MAX) {
            continue;
        }
        memcpy(path + path_bytes, name->text, name_bytes);
        u64 end = path_bytes + name_bytes;
        if (tree_type(node) == S_IFREG) {
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
    const struct name *results = find(root, RESULT_FOLDER);
    if (results != NULL && is_folder(results->node)) {
        static char path[PATH_BYTES_MAX];
        send_folder(results->node, path, 0, 0);
    }
}
