/* Follows light backwards: from the camera along mirrors and glass, and from matt surfaces on to the lights. */
#ifndef PICTURE_PATH_H
#define PICTURE_PATH_H

#include "lamps.h"
#include "sampler.h"

#define BOUNCES_MAX 9
#define GLASS_INDEX 1.5f
#define COAT_REFLECTANCE 0.04f /* of a varnish with index 1.5, seen from straight above */
#define FLOOR_GRAZING_REFLECTANCE 0.6f

/* Brightness at which light is cut: lamps seen directly, in a reflection that was chosen by chance, after a matt surface. */
#define DIRECT_MOST 3.0f
#define REFLECTION_MOST 0.7f
#define MATT_MOST 1.5f

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
