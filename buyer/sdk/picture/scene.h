/* What there is to see: a spiral of glossy beads around three large spheres, at dusk, under two soft boxes. */
#ifndef PICTURE_SCENE_H
#define PICTURE_SCENE_H

#include "bounds.h"

enum kind { COATED, METAL, GLASS };

struct material {
    enum kind kind;
    struct vec colour; /* share of the light that is reflected (coated, metal) or let through (glass) */
    float roughness; /* of metal: 0 is a mirror */
};

/* A rectangle that shines to one side, brightest in the middle. */
struct light {
    struct vec centre, side, up; /* half sides */
    struct vec normal;
    struct vec radiance; /* of the middle */
    float area;
};

struct camera {
    struct vec from, forward, right, up; /* right and up span half the picture at distance 1 */
    float focus; /* distance at which things are sharp */
    float aperture; /* radius of the lens */
};

#define LIGHTS 2

static struct material materials[SPHERES_MAX];
static int materials_count;
static struct light lights[LIGHTS];
static struct camera camera;

static int material(enum kind kind, struct vec colour, float roughness)
{
    materials[materials_count] = (struct material){kind, colour, roughness};
    return materials_count++;
}

static void put_sphere(struct vec centre, float radius, int material)
{
    spheres[spheres_count++] = (struct sphere){centre, radius, material};
}

static struct light light(struct vec centre, struct vec target, float half_width, float half_height, struct vec radiance)
{
    struct vec normal = unit(sub(target, centre));
    struct vec side = unit(cross(normal, vec(0, 1, 0)));
    struct vec up = cross(side, normal);
    return (struct light){centre, scale(side, half_width), scale(up, half_height), normal, radiance,
        4 * half_width * half_height};
}

static void put_camera(struct vec from, struct vec target, float zoom, float aspect, float aperture, struct vec sharp)
{
    camera.from = from;
    camera.forward = unit(sub(target, from));
    camera.right = scale(unit(cross(camera.forward, vec(0, 1, 0))), aspect / zoom);
    camera.up = scale(unit(cross(camera.right, camera.forward)), 1 / zoom);
    camera.focus = dot(sub(sharp, from), camera.forward);
    camera.aperture = aperture;
}

/* Colours from the middle of the spiral outwards. */
static struct vec palette(float t)
{
    static const struct vec stops[] = {
        {0.86f, 0.62f, 0.16f},
        {0.88f, 0.30f, 0.10f},
        {0.72f, 0.08f, 0.14f},
        {0.34f, 0.06f, 0.30f},
        {0.05f, 0.14f, 0.42f},
        {0.02f, 0.34f, 0.42f},
    };
    const int last = sizeof stops / sizeof stops[0] - 1;
    float at = clamp(t, 0, 0.9999f) * (float) last;
    int stop = (int) at;
    return mix(stops[stop], stops[stop + 1], at - (float) stop);
}

/* Beads in the order of sunflower seeds: each a golden angle further around and a little further out. */
static void put_beads(void)
{
    const float golden_cosine = -0.7373688781f, golden_sine = 0.6754902943f;
    const int first = 14, last = 330;
    const float c = 0.165f;
    float cosine = 1, sine = 0;
    int pearl = material(COATED, vec(0.82f, 0.80f, 0.76f), 0);
    int gold = material(METAL, vec(1.0f, 0.74f, 0.36f), 0.1f);
    int big = spheres_count;
    for (int n = 0; n <= last; n++) {
        float next = cosine * golden_cosine - sine * golden_sine;
        sine = cosine * golden_sine + sine * golden_cosine;
        cosine = next;
        if (n < first) {
            continue;
        }
        float t = (float) (n - first) / (float) (last - first);
        float spread = root((float) n);
        float out = c * root(spread) * spread;
        float radius = c * root(spread) * 0.82f;
        struct vec centre = vec(out * cosine, radius, out * sine);
        int free = 1;
        for (int i = 0; i < big; i++) {
            struct vec gap = sub(spheres[i].centre, centre);
            float sum = spheres[i].radius + radius + (i > 0 ? 0.3f : 0.1f);
            free &= dot(gap, gap) > sum * sum;
        }
        if (!free) {
            continue;
        }
        int look = n % 13 == 3 ? gold : n % 21 == 5 ? pearl : material(COATED, palette(t), 0);
        put_sphere(centre, radius, look);
    }
}

static void build_scene(float aspect)
{
    put_sphere(vec(0, 1.9f, -0.3f), 1.9f, material(METAL, vec(0.95f, 0.95f, 0.96f), 0));
    put_sphere(vec(-3.1f, 1.15f, 3.2f), 1.15f, material(GLASS, vec(0.97f, 0.985f, 0.98f), 0));
    put_sphere(vec(3.6f, 1.05f, 2.2f), 1.05f, material(METAL, vec(1.0f, 0.72f, 0.33f), 0.05f));
    put_beads();
    build_tree();
    lights[0] = light(vec(-9, 11, 6), vec(0, 0, 0), 3.6f, 3.6f, vec(18, 17.3f, 16.7f));
    lights[1] = light(vec(10, 13.5f, -13), vec(0, 1, 0), 8, 3.6f, vec(21, 9.6f, 4.4f));
    put_camera(vec(0, 4.1f, 17), vec(0, 1.55f, 0), 3.5f, aspect, 0.13f, vec(0, 1.5f, 2.2f));
}

/* The dusk around the scene, with a low sun. */
static struct vec sky(struct vec direction)
{
    float height = direction.y > 0 ? direction.y : 0;
    float away = clamp(0.5f - 0.5f * direction.z, 0, 1);
    float glow = away * away * away * away;
    glow *= glow * glow;
    struct vec horizon = mix(vec(0.34f, 0.25f, 0.30f), vec(0.70f, 0.24f, 0.13f), glow);
    struct vec middle = mix(vec(0.17f, 0.18f, 0.34f), vec(0.16f, 0.09f, 0.20f), glow);
    struct vec zenith = vec(0.018f, 0.035f, 0.11f);
    struct vec colour = height < 0.16f ? mix(horizon, middle, smoothstep(-0.05f, 0.16f, height)) : mix(middle, zenith, smoothstep(0.16f, 0.9f, height));
    struct vec sun = unit(vec(0.140f, 0.034f, -1));
    float disc = smoothstep(0.9969f, 0.9972f, dot(direction, sun)) * smoothstep(-0.005f, 0.03f, direction.y);
    return mix(colour, mix(vec(1.2f, 0.30f, 0.16f), vec(1.9f, 0.95f, 0.42f), smoothstep(0, 0.14f, direction.y)), disc);
}

/* The floor is a plane at height 0 that fades into the dusk, so that no horizon cuts the picture. */
#define FLOOR_FADES_FROM 40.0f
#define FLOOR_FADES_TO 400.0f

#endif
