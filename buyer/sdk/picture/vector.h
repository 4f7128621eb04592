/* Vectors of three floats (points, directions, linear RGB), and the only mathematics that the picture needs. */
#ifndef PICTURE_VECTOR_H
#define PICTURE_VECTOR_H

#include <stdint.h>

#define FAR 1e30f

struct vec {
    float x, y, z;
};

/* Four floats or integers in one SSE register. */
typedef float floats __attribute__((vector_size(16)));
typedef int32_t ints __attribute__((vector_size(16)));
typedef uint32_t words __attribute__((vector_size(16)));

static inline struct vec vec(float x, float y, float z)
{
    return (struct vec){x, y, z};
}

static inline struct vec add(struct vec a, struct vec b)
{
    return vec(a.x + b.x, a.y + b.y, a.z + b.z);
}

static inline struct vec sub(struct vec a, struct vec b)
{
    return vec(a.x - b.x, a.y - b.y, a.z - b.z);
}

static inline struct vec mul(struct vec a, struct vec b)
{
    return vec(a.x * b.x, a.y * b.y, a.z * b.z);
}

static inline struct vec scale(struct vec a, float s)
{
    return vec(a.x * s, a.y * s, a.z * s);
}

static inline struct vec mix(struct vec a, struct vec b, float share)
{
    return add(scale(a, 1 - share), scale(b, share));
}

static inline float dot(struct vec a, struct vec b)
{
    return a.x * b.x + a.y * b.y + a.z * b.z;
}

static inline struct vec cross(struct vec a, struct vec b)
{
    return vec(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x);
}

/* One SSE instruction, correctly rounded on every CPU (unlike rsqrtss). */
static inline float root(float x)
{
    return __builtin_sqrtf(x);
}

static inline struct vec unit(struct vec a)
{
    return scale(a, 1 / root(dot(a, a)));
}

static inline struct vec mirrored(struct vec direction, struct vec normal)
{
    return sub(direction, scale(normal, 2 * dot(direction, normal)));
}

static inline float luminance(struct vec c)
{
    return 0.2126f * c.x + 0.7152f * c.y + 0.0722f * c.z;
}

static inline float clamp(float x, float min, float max)
{
    return x < min ? min : x > max ? max : x;
}

static inline float smoothstep(float from, float to, float x)
{
    float t = clamp((x - from) / (to - from), 0, 1);
    return t * t * (3 - 2 * t);
}

/* (1 - x)^5: Schlick's approximation of Fresnel's formula is built on it. */
static inline float fifth_power_of_rest(float x)
{
    float rest = 1 - x;
    float square = rest * rest;
    return square * square * rest;
}

/* Cosine and sine of a whole turn times `turns`, 0 <= turns < 1: Taylor's series within an eighth of a turn. */
static inline void turn(float turns, float *cosine, float *sine)
{
    int quarter = (int) (turns * 4 + 0.5f);
    float angle = (turns - (float) quarter * 0.25f) * 6.28318531f;
    float s = angle * angle;
    float sin = angle * (1 - s / 6 * (1 - s / 20 * (1 - s / 42)));
    float cos = 1 - s / 2 * (1 - s / 12 * (1 - s / 30 * (1 - s / 56)));
    *cosine = quarter == 1 ? -sin : quarter == 2 ? -cos : quarter == 3 ? sin : cos;
    *sine = quarter == 1 ? cos : quarter == 2 ? -sin : quarter == 3 ? -cos : sin;
}

/* Two directions at right angles to the normal (Duff et al., Building an Orthonormal Basis, Revisited, 2017). */
static inline void tangents(struct vec n, struct vec *first, struct vec *second)
{
    float sign = n.z < 0 ? -1.0f : 1.0f;
    float a = -1 / (sign + n.z);
    float b = n.x * n.y * a;
    *first = vec(1 + sign * n.x * n.x * a, sign * b, -sign * n.x);
    *second = vec(b, sign + n.y * n.y * a, -n.y);
}

#endif
