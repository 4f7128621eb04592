/* Heavy in numbers: a fast Fourier transform and its inverse. */
#include <complex.h>
#include <math.h>
#include <stdio.h>

enum { POINTS = 1 << 17 };

static double complex points[POINTS];

static void transform(double direction)
{
    for (int i = 1, j = 0; i < POINTS; i++) {
        int bit = POINTS >> 1;
        for (; j & bit; bit >>= 1) {
            j ^= bit;
        }
        j ^= bit;
        if (i < j) {
            double complex kept = points[i];
            points[i] = points[j];
            points[j] = kept;
        }
    }
    for (int length = 2; length <= POINTS; length <<= 1) {
        double complex step = cexp(direction * 2 * M_PI * I / length);
        for (int i = 0; i < POINTS; i += length) {
            double complex turn = 1;
            for (int k = 0; k < length / 2; k++, turn *= step) {
                double complex even = points[i + k];
                double complex odd = points[i + k + length / 2] * turn;
                points[i + k] = even + odd;
                points[i + k + length / 2] = even - odd;
            }
        }
    }
}

int main(void)
{
    for (int i = 0; i < POINTS; i++) {
        points[i] = sin(i * 0.01) + I * tan(i * 0.03);
    }
    for (int round = 0; round < 3; round++) {
        transform(1);
        printf("%.17g\n", cabs(points[round * 1000]));
        transform(-1);
        for (int i = 0; i < POINTS; i++) {
            points[i] /= POINTS;
        }
        printf("%.17g %.17g\n", creal(points[77]), cimag(points[POINTS - 1]));
    }
    return 0;
}
