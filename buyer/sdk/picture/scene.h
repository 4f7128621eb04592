/* What there is to see: a spiral of glossy beads around three large spheres, at dusk, under two soft boxes. */
#ifndef PICTURE_SCENE_H
#define PICTURE_SCENE_H

#include "bounds.h"

enum kind { COATED, METAL, GLASS };

struct material {
    enum kind kind;
    struct vec colour; /* share of the light that is reflected (coated, metal) or let through (glass) */
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
#define LAST_BEAD 331
#define SPACING 0.165f
#define GAP 0.25f

static struct material materials[SPHERES_MAX];
static int materials_count;
static struct light lights[LIGHTS];
static struct camera camera;

static int material(enum kind kind, struct vec colour)
{
    materials[materials_count] = (struct material){kind, colour};
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

/* Whether a bead leaves a little floor between itself and the large spheres. */
static int fits(struct vec centre, float radius)
{
    for (int i = 0; i < LARGE_SPHERES; i++) {
        struct vec way = sub(spheres[i].centre, centre);
        float apart = spheres[i].radius + radius + GAP;
        if (dot(way, way) < apart * apart) {
            return 0;
        }
    }
    return 1;
}

/*
 * Beads in the order of sunflower seeds: each is a golden angle (137.5 degrees) further around than the last,
 * and further out by n^(3/4), which makes room for beads that grow with n^(1/4).
 */
static void put_beads(void)
{
    const float golden_cosine = -0.7373688781f;
    const float golden_sine = 0.6754902943f;
    int pearl = material(COATED, vec(0.82f, 0.80f, 0.76f));
    int gold = material(METAL, vec(1.0f, 0.74f, 0.36f));
    float cosine = 1;
    float sine = 0;
    for (int n = 1; n <= LAST_BEAD; n++) {
        float turned = cosine * golden_cosine - sine * golden_sine;
        sine = cosine * golden_sine + sine * golden_cosine;
        cosine = turned;
        float square_root = root((float) n);
        float radius = 0.82f * SPACING * root(square_root);
        float out = SPACING * root(square_root) * square_root;
        struct vec centre = vec(out * cosine, radius, out * sine);
        if (!fits(centre, radius)) {
            continue;
        }
        /* Seeds whose numbers differ by a Fibonacci number stand in one arm: every 13th gold, every 21st pearl. */
        int look = n % 13 == 4 ? gold : n % 21 == 6 ? pearl : material(COATED, palette((float) n / LAST_BEAD));
        put_sphere(centre, radius, look);
    }
}

static void build_scene(float aspect)
{
    put_sphere(vec(0, 1.9f, -0.3f), 1.9f, material(METAL, vec(0.95f, 0.95f, 0.96f)));
    put_sphere(vec(-3.1f, 1.15f, 3.2f), 1.15f, material(GLASS, vec(0.97f, 0.985f, 0.98f)));
    put_sphere(vec(3.6f, 1.05f, 2.2f), 1.05f, material(METAL, vec(1.0f, 0.72f, 0.33f)));
    put_beads();
    build_tree();
    lights[0] = light(vec(-9, 11, 6), vec(0, 0, 0), 3.6f, 3.6f, vec(18, 17.3f, 16.7f));
    lights[1] = light(vec(10, 13.5f, -13), vec(0, 1, 0), 8, 3.6f, vec(21, 9.6f, 4.4f));
    put_camera(vec(0, 4.1f, 17), vec(0, 1.55f, 0), 3.5f, aspect, 0.13f, vec(0, 1.5f, 2.2f));
}

/* The dusk around the scene, warm where the sun is low; below the horizon too, for what fades into it. */
static struct vec sky(struct vec direction)
{
    float height = clamp(direction.y, 0, 1);
    float towards_sun = clamp(0.5f - 0.5f * direction.z, 0, 1);
    float square = towards_sun * towards_sun;
    float glow = square * square * square * square * square * square;
    struct vec horizon = mix(vec(0.34f, 0.25f, 0.30f), vec(0.70f, 0.24f, 0.13f), glow);
    struct vec middle = mix(vec(0.17f, 0.18f, 0.34f), vec(0.16f, 0.09f, 0.20f), glow);
    struct vec zenith = vec(0.018f, 0.035f, 0.11f);
    struct vec colour = height < 0.16f ? mix(horizon, middle, smoothstep(-0.05f, 0.16f, height))
                                       : mix(middle, zenith, smoothstep(0.16f, 0.9f, height));
    float disc = smoothstep(0.9969f, 0.9972f, dot(direction, unit(vec(0.14f, 0.034f, -1))));
    float above_haze = smoothstep(-0.005f, 0.03f, direction.y);
    struct vec sun = mix(vec(1.2f, 0.30f, 0.16f), vec(1.9f, 0.95f, 0.42f), smoothstep(0, 0.14f, direction.y));
    return mix(colour, sun, disc * above_haze);
}

/* The floor is a plane at height 0 that fades into the dusk, so that no horizon cuts the picture. */
#define FLOOR_FADES_FROM 40.0f
#define FLOOR_FADES_TO 400.0f

#endif
