/*
 * picture TILE [COLUMNS ROWS WIDTH HEIGHT SAMPLES]: path-traces one tile of a picture of WIDTH x HEIGHT
 * that is cut into COLUMNS x ROWS equal tiles, numbered from 0 by rows, and writes it as bytes of
 * red, green and blue (sRGB), row by row from the top.
 *
 * Only additions, multiplications, divisions and square roots of IEEE 754 in a fixed order, so that
 * every machine writes the same bytes.
 *
 * An ordinary C program, as any compiler makes it:
 *
 *     gcc -O2 -march=x86-64-v2 -ffp-contract=off -fno-math-errno -static picture.c -o picture
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "picture/path.h"
#include "picture/tone.h"

#define COLUMNS_DEFAULT 16
#define ROWS_DEFAULT 9
#define WIDTH_DEFAULT 960
#define HEIGHT_DEFAULT 540
#define SAMPLES_DEFAULT 32 /* a power of two: see sampler.h */
#define SIDE_MAX 16384
#define SAMPLES_MAX 65536
#define TILE_PIXELS_MAX (1 << 20)

static uint8_t tile[TILE_PIXELS_MAX * 3];

struct frame {
    uint32_t width, height, samples;
};

static struct ray camera_ray(const struct frame *frame, uint32_t x, uint32_t y, floats random)
{
    float across = 2 * ((float) x + random[0]) / (float) frame->width - 1;
    float down = 2 * ((float) y + random[1]) / (float) frame->height - 1;
    struct vec direction = add(camera.forward, sub(scale(camera.right, across), scale(camera.up, down)));
    float cosine, sine;
    turn(random[2], &cosine, &sine);
    float out = camera.aperture * root(random[3]);
    struct vec lens = add(scale(unit(camera.right), out * cosine), scale(unit(camera.up), out * sine));
    struct vec sharp = scale(direction, camera.focus);
    return (struct ray){add(camera.from, lens), unit(sub(sharp, lens))};
}

static struct vec render_pixel(const struct frame *frame, uint32_t x, uint32_t y)
{
    struct vec sum = vec(0, 0, 0);
    for (uint32_t i = 0; i < frame->samples; i++) {
        struct sampler sampler = sampler_for(x, y, i, frame->samples);
        struct ray ray = camera_ray(frame, x, y, draw(&sampler));
        sum = add(sum, cut(trace(ray, &sampler), DIRECT_MOST));
    }
    return scale(sum, 1 / (float) frame->samples);
}

static uint32_t number(const char *name, const char *text, uint64_t least, uint64_t most)
{
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != 0 || errno != 0 || value < least || value > most) {
        fprintf(stderr, "picture: %s is \"%s\", must be a number from %llu to %llu\n", name, text,
            (unsigned long long) least, (unsigned long long) most);
        exit(2);
    }
    return (uint32_t) value;
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 7) {
        fprintf(stderr, "usage: picture TILE [COLUMNS ROWS WIDTH HEIGHT SAMPLES]\n");
        return 2;
    }
    uint32_t columns = argc > 2 ? number("COLUMNS", argv[2], 1, SIDE_MAX) : COLUMNS_DEFAULT;
    uint32_t rows = argc > 3 ? number("ROWS", argv[3], 1, SIDE_MAX) : ROWS_DEFAULT;
    uint32_t width = argc > 4 ? number("WIDTH", argv[4], 1, SIDE_MAX) : WIDTH_DEFAULT;
    uint32_t height = argc > 5 ? number("HEIGHT", argv[5], 1, SIDE_MAX) : HEIGHT_DEFAULT;
    uint32_t samples = argc > 6 ? number("SAMPLES", argv[6], 1, SAMPLES_MAX) : SAMPLES_DEFAULT;
    uint32_t index = number("TILE", argv[1], 0, (uint64_t) columns * rows - 1);
    if (width % columns != 0 || height % rows != 0) {
        fprintf(stderr, "picture: COLUMNS must divide WIDTH, and ROWS must divide HEIGHT\n");
        return 2;
    }
    uint32_t tile_width = width / columns;
    uint32_t tile_height = height / rows;
    if ((uint64_t) tile_width * tile_height > TILE_PIXELS_MAX) {
        fprintf(stderr, "picture: a tile may not have more than 1048576 pixels: ask for more COLUMNS or ROWS\n");
        return 2;
    }

    struct frame frame = {width, height, samples};
    prepare_sampler();
    prepare_tones();
    build_scene((float) width / (float) height);
    uint8_t *at = tile;
    for (uint32_t y = index / columns * tile_height, i = 0; i < tile_height; y++, i++) {
        for (uint32_t x = index % columns * tile_width, j = 0; j < tile_width; x++, j++) {
            at = put_pixel(at, render_pixel(&frame, x, y), hash(x * 9781 + hash(y)));
        }
    }
    size_t bytes = (size_t) (at - tile);
    if (fwrite(tile, 1, bytes, stdout) != bytes || fflush(stdout) != 0) {
        perror("picture: could not write to the output");
        return 1;
    }
    return 0;
}
