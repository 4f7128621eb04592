/* What a ray meets, and the light of the lamps: on matt surfaces, and seen in mirrors. */
#ifndef PICTURE_LAMPS_H
#define PICTURE_LAMPS_H

#include "scene.h"

#define PI 3.14159265f
#define LIFT 2e-4f /* how far a new ray starts from the surface that it leaves */

struct hit {
    struct vec point;
    struct vec normal; /* outwards */
    float distance;
    const struct material *material; /* NULL for the sky */
};

static const struct material floor_material = {COATED, {0.25f, 0.255f, 0.29f}};

/* How much of the light along a ray of this length arrives: what stands in the way blocks it, except for glass. */
static float unblocked(struct ray ray, float length)
{
    struct wide_ray wide = widen(ray);
    struct visit stack[STACK_MAX];
    int depth = start_visits(stack);
    float arriving = 1;
    while (depth > 0) {
        int child = stack[--depth].child;
        floats distances;
        if (child >= 0) {
            int mask = enter_boxes(&nodes[child], &wide, length, &distances);
            for (; mask != 0; mask &= mask - 1) {
                stack[depth++].child = nodes[child].child[__builtin_ctz((unsigned) mask)];
            }
            continue;
        }
        const struct leaf *leaf = &leaves[~child];
        for (int mask = meet_spheres(leaf, &wide, length, &distances); mask != 0; mask &= mask - 1) {
            int i = __builtin_ctz((unsigned) mask);
            const struct sphere *sphere = &spheres[leaf->sphere[i]];
            if (materials[sphere->material].kind != GLASS) {
                return 0;
            }
            /* Instead of a caustic: a ball of glass throws a shadow that is bright in the middle. */
            struct vec at = add(ray.from, scale(ray.direction, distances[i]));
            float cosine = dot(sub(at, sphere->centre), ray.direction) / sphere->radius;
            float square = cosine * cosine;
            arriving *= 0.12f + 1.5f * square * square * square;
        }
    }
    return arriving;
}

static struct hit first_hit(struct ray ray)
{
    float distance = ray.direction.y < 0 ? -ray.from.y / ray.direction.y : FAR;
    int found = first_sphere(ray, &distance);
    struct vec point = add(ray.from, scale(ray.direction, distance));
    if (found < 0) {
        const struct material *material = distance < FAR ? &floor_material : NULL;
        return (struct hit){vec(point.x, 0, point.z), vec(0, 1, 0), distance, material};
    }
    const struct sphere *sphere = &spheres[found];
    struct vec normal = unit(sub(point, sphere->centre));
    point = add(sphere->centre, scale(normal, sphere->radius));
    return (struct hit){point, normal, distance, &materials[sphere->material]};
}

/* How bright a lamp is at -1 <= x, y <= 1 across it: a cloth before a bulb. Sharp edges would be noisy in reflections. */
static float lamp_profile(float x, float y)
{
    float across = 1 - x * x;
    float up = 1 - y * y;
    return across * up;
}

/* The lamp that the ray runs into before it is *limit long, which it shortens. */
static struct vec glare(struct ray ray, float *limit)
{
    for (int i = 0; i < LIGHTS; i++) {
        const struct light *light = &lights[i];
        float slope = dot(ray.direction, light->normal);
        if (slope >= 0) {
            continue;
        }
        float distance = dot(sub(light->centre, ray.from), light->normal) / slope;
        struct vec at = sub(add(ray.from, scale(ray.direction, distance)), light->centre);
        float x = dot(at, light->side) / dot(light->side, light->side);
        float y = dot(at, light->up) / dot(light->up, light->up);
        if (distance > 0 && distance < *limit && x > -1 && x < 1 && y > -1 && y < 1) {
            *limit = distance;
            return scale(light->radiance, lamp_profile(x, y));
        }
    }
    return vec(0, 0, 0);
}

/* Light of one lamp, from a random point of it, that falls directly on a matt surface, divided by pi. */
static struct vec light_from(const struct light *light, const struct hit *hit, float u, float v)
{
    float x = 2 * u - 1;
    float y = 2 * v - 1;
    struct vec target = add(light->centre, add(scale(light->side, x), scale(light->up, y)));
    struct vec way = sub(target, hit->point);
    float square = dot(way, way);
    float length = root(square);
    struct ray ray = {add(hit->point, scale(hit->normal, LIFT)), scale(way, 1 / length)};
    float cosine = dot(ray.direction, hit->normal);
    float facing = -dot(ray.direction, light->normal);
    if (cosine <= 0 || facing <= 0) {
        return vec(0, 0, 0);
    }
    float arriving = lamp_profile(x, y) * unblocked(ray, length);
    return scale(light->radiance, arriving * cosine * facing * light->area / (square * PI));
}

static struct vec lamp_light(const struct hit *hit, floats random)
{
    return add(light_from(&lights[0], hit, random[0], random[1]), light_from(&lights[1], hit, random[2], random[3]));
}

/* The lamp that is seen along a mirrored ray. Asked for every time, since a chance of it would be the worst of the noise. */
static struct vec highlight(struct ray mirror)
{
    float length = FAR;
    struct vec glared = glare(mirror, &length);
    return length < FAR ? scale(glared, unblocked(mirror, length)) : glared;
}

#endif
