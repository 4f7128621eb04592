/* The bits of many results of the mathematics library. */
#include <math.h>
#include <stdio.h>
#include <stdint.h>
#include <string.h>

static uint64_t sum;

static void add(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    sum = (sum << 7 | sum >> 57) ^ bits;
}

int main(void)
{
    typedef double function(double);
    static struct { const char *name; function *f; } functions[] = {
        {"sin", sin}, {"cos", cos}, {"tan", tan}, {"exp", exp}, {"log", log}, {"atan", atan}, {"sinh", sinh}, {"tgamma", tgamma},
        {"asin", asin}, {"cbrt", cbrt}, {"erf", erf}, {"exp2", exp2}, {"log2", log2}, {"sqrt", sqrt}};
    for (unsigned i = 0; i < sizeof functions / sizeof *functions; i++) {
        sum = 0;
        for (double x = 0.001; x < 1; x += 0.0001) {
            add(functions[i].f(x));
            add(functions[i].f(x * 13));
        }
        printf("%s %016lx %.17g\n", functions[i].name, (unsigned long) sum, functions[i].f(0.7));
    }
    sum = 0;
    for (double x = 0.1; x < 9; x += 0.01) {
        add(pow(x, 1.7));
        add(atan2(x, 3));
        add(fmod(x, 0.37));
    }
    printf("two %016lx\n", (unsigned long) sum);
    return 0;
}
