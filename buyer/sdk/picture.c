/*
 * picture TILE [COLUMNS ROWS WIDTH HEIGHT SAMPLES]: path-traces one tile of a picture of WIDTH x HEIGHT
 * that is cut into COLUMNS x ROWS equal tiles, numbered from 0 by rows, and writes it as bytes of
 * red, green and blue (sRGB), row by row from the top.
 *
 * Only additions, multiplications, divisions and square roots of IEEE 754 in a fixed order, so that
 * every machine writes the same bytes.
 */
#include "sparecore.h"

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

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 7) {
        sc_die(2, "usage: picture TILE [COLUMNS ROWS WIDTH HEIGHT SAMPLES]", NULL);
    }
    uint32_t columns = argc > 2 ? sc_argument_u64("COLUMNS", argv[2], 1, SIDE_MAX) : COLUMNS_DEFAULT;
    uint32_t rows = argc > 3 ? sc_argument_u64("ROWS", argv[3], 1, SIDE_MAX) : ROWS_DEFAULT;
    uint32_t width = argc > 4 ? sc_argument_u64("WIDTH", argv[4], 1, SIDE_MAX) : WIDTH_DEFAULT;
    uint32_t height = argc > 5 ? sc_argument_u64("HEIGHT", argv[5], 1, SIDE_MAX) : HEIGHT_DEFAULT;
    uint32_t samples = argc > 6 ? sc_argument_u64("SAMPLES", argv[6], 1, SAMPLES_MAX) : SAMPLES_DEFAULT;
    uint32_t index = sc_argument_u64("TILE", argv[1], 0, (uint64_t) columns * rows - 1);
    if (width % columns != 0 || height % rows != 0) {
        sc_die(2, "COLUMNS must divide WIDTH, and ROWS must divide HEIGHT", NULL);
    }
    uint32_t tile_width = width / columns;
    uint32_t tile_height = height / rows;
    if ((uint64_t) tile_width * tile_height > TILE_PIXELS_MAX) {
        sc_die(2, "a tile may not have more than 1048576 pixels: ask for more COLUMNS or ROWS", NULL);
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
    if (sc_write_full(SC_STDOUT, tile, (size_t) (at - tile)) != 0) {
        sc_die(1, "could not write to the output", NULL);
    }
    return 0;
}
