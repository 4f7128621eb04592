/* Follows light backwards: from the camera along mirrors and glass, and from matt surfaces on to the lights. */
#ifndef PICTURE_PATH_H
#define PICTURE_PATH_H

#include "sampler.h"
#include "scene.h"

#define BOUNCES_MAX 9
#define PI 3.14159265f
#define LIFT 2e-4f /* how far a new ray starts from the surface that it leaves */
#define GLASS_INDEX 1.5f
#define COAT_REFLECTANCE 0.04f /* of a varnish with index 1.5, seen from straight above */
#define FLOOR_GRAZING_REFLECTANCE 0.6f

/* Brightness at which light is cut: lamps seen directly, in a reflection that was chosen by chance, after a matt surface. */
#define DIRECT_MOST 3.0f
#define REFLECTION_MOST 0.7f
#define MATT_MOST 1.5f

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

static struct vec cosine_direction(struct vec normal, float u, float v)
{
    struct vec first, second;
    float cosine, sine;
    tangents(normal, &first, &second);
    turn(u, &cosine, &sine);
    float out = root(v);
    struct vec flat = add(scale(first, out * cosine), scale(second, out * sine));
    return unit(add(flat, scale(normal, root(1 - v))));
}

static struct ray leave(const struct hit *hit, struct vec direction)
{
    float side = dot(direction, hit->normal) < 0 ? -LIFT : LIFT;
    return (struct ray){add(hit->point, scale(hit->normal, side)), direction};
}

static struct ray reflect_or_refract(struct ray ray, const struct hit *hit, float random, float *reflectance)
{
    *reflectance = 1;
    float cosine = -dot(ray.direction, hit->normal);
    struct vec normal = cosine > 0 ? hit->normal : scale(hit->normal, -1);
    float ratio = cosine > 0 ? 1 / GLASS_INDEX : GLASS_INDEX;
    cosine = cosine > 0 ? cosine : -cosine;
    float square = 1 - ratio * ratio * (1 - cosine * cosine);
    struct vec mirror = mirrored(ray.direction, normal);
    if (square <= 0) {
        return leave(hit, mirror);
    }
    float inner = root(square);
    float parallel = (cosine - ratio * inner) / (cosine + ratio * inner);
    float across = (ratio * cosine - inner) / (ratio * cosine + inner);
    *reflectance = 0.5f * (parallel * parallel + across * across);
    if (random < *reflectance) {
        return leave(hit, mirror);
    }
    return leave(hit, unit(add(scale(ray.direction, ratio), scale(normal, ratio * cosine - inner))));
}

/* Light brighter than `most` is cut: rare paths would leave single bright pixels. */
static struct vec cut(struct vec light, float most)
{
    float bright = luminance(light);
    return bright > most ? scale(light, most / bright) : light;
}

/* The floor far away fades into the dusk; returns how much of the dusk is seen here. */
static float faded(const struct hit *hit)
{
    float out = root(hit->point.x * hit->point.x + hit->point.z * hit->point.z);
    return hit->material == &floor_material ? smoothstep(FLOOR_FADES_FROM, FLOOR_FADES_TO, out) : 0;
}

static float reflectance_of_coat(const struct hit *hit, float cosine)
{
    float grazing = hit->material == &floor_material ? FLOOR_GRAZING_REFLECTANCE : 1;
    return COAT_REFLECTANCE + (grazing - COAT_REFLECTANCE) * fifth_power_of_rest(clamp(cosine, 0, 1));
}

/* A path on its way from the camera: the light found so far, and the share of further light that arrives. */
struct path {
    struct ray ray;
    struct vec light, share;
    float most; /* brightness of a further contribution */
    int seen_directly; /* only mirrors and glass so far */
    int lamps_visible; /* and the lamps ahead are not counted yet */
    int bounces;
};

static void collect(struct path *path, struct vec light)
{
    path->light = add(path->light, cut(mul(path->share, light), path->most));
}

static void meet_glass(struct path *path, const struct hit *hit, floats random)
{
    float reflectance;
    int from_outside = dot(path->ray.direction, hit->normal) < 0;
    struct ray mirror = leave(hit, mirrored(path->ray.direction, hit->normal));
    path->ray = reflect_or_refract(path->ray, hit, random[0], &reflectance);
    if (from_outside && path->seen_directly) {
        collect(path, scale(highlight(mirror), reflectance));
        path->lamps_visible = dot(path->ray.direction, hit->normal) < 0;
    }
    path->share = mul(path->share, hit->material->colour);
}

static void meet_metal(struct path *path, const struct hit *hit)
{
    float cosine = clamp(-dot(path->ray.direction, hit->normal), 0, 1);
    path->ray = leave(hit, mirrored(path->ray.direction, hit->normal));
    path->share = mul(path->share, mix(hit->material->colour, vec(1, 1, 1), fifth_power_of_rest(cosine)));
}

/* Goes on from a matt surface with a chance that falls with what it can still add; false when it ends. */
static int meet_matt(struct path *path, const struct hit *hit, floats random)
{
    if (path->bounces > 0) {
        float go_on = clamp(1.5f * luminance(path->share), 0.05f, 0.95f);
        if (random[3] >= go_on) {
            return 0;
        }
        path->share = scale(path->share, 1 / go_on);
    }
    path->most = MATT_MOST;
    path->seen_directly = 0;
    path->lamps_visible = 0;
    path->ray = leave(hit, cosine_direction(hit->normal, random[0], random[1]));
    return 1;
}

/* A matt surface under varnish. Where the camera sees it, lamps count in both; then one of both goes on. */
static int meet_coated(struct path *path, const struct hit *hit, floats random, struct sampler *sampler)
{
    struct vec colour = hit->material->colour;
    if (!path->seen_directly) {
        path->share = mul(path->share, colour);
        collect(path, lamp_light(hit, draw(sampler)));
        return meet_matt(path, hit, random);
    }
    float reflected = reflectance_of_coat(hit, -dot(path->ray.direction, hit->normal));
    struct ray mirror = leave(hit, mirrored(path->ray.direction, hit->normal));
    collect(path, scale(highlight(mirror), reflected));
    collect(path, scale(mul(colour, lamp_light(hit, draw(sampler))), 1 - reflected));
    float chance = clamp(3 * reflected, 0.3f, 0.9f);
    if (random[2] < chance) {
        path->ray = mirror;
        path->share = scale(path->share, reflected / chance);
        path->most = REFLECTION_MOST;
        path->lamps_visible = 0;
        return 1;
    }
    path->share = scale(mul(path->share, colour), (1 - reflected) / (1 - chance));
    return meet_matt(path, hit, random);
}

/* One step: false when the path has ended. */
static int step(struct path *path, struct sampler *sampler)
{
    struct hit hit = first_hit(path->ray);
    if (path->lamps_visible) {
        float limit = hit.distance;
        struct vec glared = glare(path->ray, &limit);
        if (limit < hit.distance) {
            collect(path, glared);
            return 0;
        }
    }
    float dusk = hit.material == NULL ? 1 : faded(&hit);
    if (dusk > 0) {
        collect(path, scale(sky(path->ray.direction), dusk));
        path->share = scale(path->share, 1 - dusk);
    }
    if (dusk >= 1) {
        return 0;
    }
    path->lamps_visible = path->seen_directly;
    floats random = draw(sampler);
    switch (hit.material->kind) {
    case GLASS:
        meet_glass(path, &hit, random);
        return 1;
    case METAL:
        meet_metal(path, &hit);
        return 1;
    default:
        return meet_coated(path, &hit, random, sampler);
    }
}

/* The light that comes back along a ray from the camera. */
static struct vec trace(struct ray ray, struct sampler *sampler)
{
    struct path path = {ray, vec(0, 0, 0), vec(1, 1, 1), DIRECT_MOST, 1, 1, 0};
    while (path.bounces < BOUNCES_MAX && step(&path, sampler)) {
        path.bounces++;
    }
    return path.light;
}

#endif
