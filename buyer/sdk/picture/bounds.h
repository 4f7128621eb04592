/*
 * Which sphere does a ray meet first, and is the way to a light free? A tree of boxes with four
 * children per node, whose leaves hold four spheres, so that each step is one pass of SSE code.
 */
#ifndef PICTURE_BOUNDS_H
#define PICTURE_BOUNDS_H

#include <smmintrin.h>

#include "vector.h"

#define LARGE_SPHERES 3
#define SPHERES_MAX 512
#define NODES_MAX SPHERES_MAX
#define STACK_MAX 64

struct sphere {
    struct vec centre;
    float radius;
    int material;
};

struct ray {
    struct vec from;
    struct vec direction; /* of length 1 */
};

struct leaf {
    floats x, y, z, square; /* square of the radius; negative where there is no sphere */
    int sphere[4];
};

struct node {
    floats low[3], high[3];
    int child[4]; /* a node, or the complement of a leaf */
};

static struct sphere spheres[SPHERES_MAX];
static int spheres_count;
static struct leaf leaves[SPHERES_MAX];
static int leaves_count;
static struct node nodes[NODES_MAX];
static int nodes_count;

struct box {
    float low[3], high[3];
};

static float coordinate(struct vec v, int axis)
{
    return axis == 0 ? v.x : axis == 1 ? v.y : v.z;
}

static struct box box_around(const struct sphere *first, int count)
{
    struct box box = {{FAR, FAR, FAR}, {-FAR, -FAR, -FAR}};
    if (count == 0) {
        return (struct box){{FAR, FAR, FAR}, {FAR, FAR, FAR}}; /* a point that no ray reaches */
    }
    for (int i = 0; i < count; i++) {
        for (int axis = 0; axis < 3; axis++) {
            float centre = coordinate(first[i].centre, axis);
            float low = centre - first[i].radius;
            float high = centre + first[i].radius;
            box.low[axis] = low < box.low[axis] ? low : box.low[axis];
            box.high[axis] = high > box.high[axis] ? high : box.high[axis];
        }
    }
    return box;
}

/* Sorts by one coordinate; there are few spheres, so the simplest sort will do. */
static void sort(struct sphere *first, int count, int axis)
{
    for (int i = 1; i < count; i++) {
        struct sphere moved = first[i];
        int at = i;
        for (; at > 0 && coordinate(first[at - 1].centre, axis) > coordinate(moved.centre, axis); at--) {
            first[at] = first[at - 1];
        }
        first[at] = moved;
    }
}

/* Sorts along the longest side, and returns how many spheres belong to the first half: whole leaves. */
static int halve(struct sphere *first, int count)
{
    struct box box = box_around(first, count);
    int longest = 0;
    for (int axis = 1; axis < 3; axis++) {
        if (box.high[axis] - box.low[axis] > box.high[longest] - box.low[longest]) {
            longest = axis;
        }
    }
    sort(first, count, longest);
    return count <= 4 ? count : (count / 2 + 3) / 4 * 4;
}

static int build_leaf(int first, int count)
{
    struct leaf *leaf = &leaves[leaves_count];
    for (int i = 0; i < 4; i++) {
        const struct sphere *sphere = &spheres[first + (i < count ? i : 0)];
        leaf->x[i] = sphere->centre.x;
        leaf->y[i] = sphere->centre.y;
        leaf->z[i] = sphere->centre.z;
        leaf->square[i] = i < count ? sphere->radius * sphere->radius : -1;
        leaf->sphere[i] = first + i;
    }
    return ~leaves_count++;
}

static int build_node(int first, int count)
{
    if (count <= 4) {
        return build_leaf(first, count);
    }
    int index = nodes_count++;
    int half = halve(spheres + first, count);
    int quarter = halve(spheres + first, half);
    int other = halve(spheres + first + half, count - half);
    int starts[5] = {0, quarter, half, half + other, count};
    for (int i = 0; i < 4; i++) {
        int children = starts[i + 1] - starts[i];
        struct box box = box_around(spheres + first + starts[i], children);
        for (int axis = 0; axis < 3; axis++) {
            nodes[index].low[axis][i] = box.low[axis];
            nodes[index].high[axis][i] = box.high[axis];
        }
        nodes[index].child[i] = children > 0 ? build_node(first + starts[i], children) : 0;
    }
    return index;
}

/*
 * To be called once, after all spheres are there: it changes their order. The first ones, which are far larger
 * than the others and would blow up their boxes, stay in a leaf of their own that every ray looks at first.
 */
static void build_tree(void)
{
    build_leaf(0, LARGE_SPHERES);
    build_node(LARGE_SPHERES, spheres_count - LARGE_SPHERES);
}

static floats all(float x)
{
    return (floats){x, x, x, x};
}

/* A ray with each of its numbers in all four lanes. */
struct wide_ray {
    floats from[3], direction[3], inverse[3];
};

static struct wide_ray widen(struct ray ray)
{
    struct wide_ray wide;
    for (int axis = 0; axis < 3; axis++) {
        float d = coordinate(ray.direction, axis);
        wide.from[axis] = all(coordinate(ray.from, axis));
        wide.direction[axis] = all(d);
        wide.inverse[axis] = all(d == 0 ? FAR : 1 / d);
    }
    return wide;
}

/* Where the ray enters each of the four boxes; a bit is set where it does so before `limit`. */
static int enter_boxes(const struct node *node, const struct wide_ray *ray, float limit, floats *entry)
{
    floats in = all(0);
    floats out = all(limit);
    for (int axis = 0; axis < 3; axis++) {
        floats low = (node->low[axis] - ray->from[axis]) * ray->inverse[axis];
        floats high = (node->high[axis] - ray->from[axis]) * ray->inverse[axis];
        in = _mm_max_ps(in, _mm_min_ps(low, high));
        out = _mm_min_ps(out, _mm_max_ps(low, high));
    }
    *entry = in;
    return _mm_movemask_ps((__m128) (in <= out));
}

/* Distances at which the ray meets the four spheres; a bit is set where one lies in front of it and before `limit`. */
static int meet_spheres(const struct leaf *leaf, const struct wide_ray *ray, float limit, floats *distance)
{
    floats x = leaf->x - ray->from[0];
    floats y = leaf->y - ray->from[1];
    floats z = leaf->z - ray->from[2];
    floats along = x * ray->direction[0] + y * ray->direction[1] + z * ray->direction[2];
    /* The square of the distance to the ray, from its foot: no cancellation for spheres far away. */
    x -= along * ray->direction[0];
    y -= along * ray->direction[1];
    z -= along * ray->direction[2];
    floats inside = leaf->square - (x * x + y * y + z * z);
    floats half = _mm_sqrt_ps(_mm_max_ps(inside, all(0)));
    floats near = along - half;
    floats far = along + half;
    floats chosen = _mm_blendv_ps(far, near, (__m128) (near > all(0)));
    *distance = chosen;
    return _mm_movemask_ps((__m128) ((inside > all(0)) & (chosen > all(0)) & (chosen < all(limit))));
}

struct visit {
    int child;
    float entry;
};

/* What every ray visits: the large spheres, then the root of the tree. */
static int start_visits(struct visit *stack)
{
    stack[0] = (struct visit){0, 0};
    stack[1] = (struct visit){~0, 0};
    return 2;
}

/* Puts the children that the ray enters on the stack, the nearest on top. */
static int push_children(struct visit *stack, int depth, const struct node *node, int mask, floats entry)
{
    int bottom = depth;
    for (; mask != 0; mask &= mask - 1) {
        int i = __builtin_ctz((unsigned) mask);
        int at = depth++;
        for (; at > bottom && stack[at - 1].entry < entry[i]; at--) {
            stack[at] = stack[at - 1];
        }
        stack[at] = (struct visit){node->child[i], entry[i]};
    }
    return depth;
}

/* The sphere that the ray meets first before *distance, which it shortens; -1 for none. */
static int first_sphere(struct ray ray, float *distance)
{
    struct wide_ray wide = widen(ray);
    struct visit stack[STACK_MAX];
    int depth = start_visits(stack);
    int found = -1;
    while (depth > 0) {
        struct visit visit = stack[--depth];
        floats distances;
        if (visit.entry >= *distance) {
            continue;
        }
        if (visit.child >= 0) {
            const struct node *node = &nodes[visit.child];
            int mask = enter_boxes(node, &wide, *distance, &distances);
            depth = push_children(stack, depth, node, mask, distances);
            continue;
        }
        const struct leaf *leaf = &leaves[~visit.child];
        for (int mask = meet_spheres(leaf, &wide, *distance, &distances); mask != 0; mask &= mask - 1) {
            int i = __builtin_ctz((unsigned) mask);
            if (distances[i] < *distance) {
                *distance = distances[i];
                found = leaf->sphere[i];
            }
        }
    }
    return found;
}

#endif
