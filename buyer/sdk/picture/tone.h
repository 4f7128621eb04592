/* From linear light to the bytes of an sRGB picture. */
#ifndef PICTURE_TONE_H
#define PICTURE_TONE_H

#include "vector.h"

/* tones[i] is the linear light of the byte i (IEC 61966-2-1). */
static float tones[257];

/* x to the power of 2.4, by Newton's method for the fifth root of its twelfth power. */
static float power_of_2_4(float x)
{
    double square = (double) x * x;
    double twelfth = square * square * square * square * square * square;
    double y = 1;
    for (int i = 0; i < 100; i++) {
        double fourth = y * y * y * y;
        y -= (fourth * y - twelfth) / (5 * fourth);
    }
    return (float) y;
}

static void prepare_tones(void)
{
    for (int i = 0; i <= 256; i++) {
        float byte = (float) i / 255;
        tones[i] = byte <= 0.04045f ? byte / 12.92f : power_of_2_4((byte + 0.055f) / 1.055f);
    }
}

/* The curve of film: soft in the lights, a little contrast in the shadows (fit of ACES by Narkowicz, 2015). */
static float film(float light)
{
    float x = 0.8f * light;
    return clamp(x * (2.51f * x + 0.03f) / (x * (2.43f * x + 0.59f) + 0.14f), 0, 1);
}

/* Rounds up or down by chance, so that gradients don't show steps. */
static uint8_t encoded(float light, uint32_t random)
{
    int low = 0;
    for (int step = 128; step > 0; step /= 2) {
        low += tones[low + step] <= light ? step : 0;
    }
    float rest = (light - tones[low]) / (tones[low + 1] - tones[low]);
    float threshold = (float) (random & 0xff) * (1.0f / 256);
    return (uint8_t) (low < 255 && rest > threshold ? low + 1 : low);
}

static uint8_t *put_pixel(uint8_t *at, struct vec light, uint32_t random)
{
    at[0] = encoded(film(light.x), random);
    at[1] = encoded(film(light.y), random >> 8);
    at[2] = encoded(film(light.z), random >> 16);
    return at + 3;
}

#endif
