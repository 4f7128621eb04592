#include <ctype.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>

static int compare(const void *one, const void *other)
{
    int left = *(const int *) one, right = *(const int *) other;
    return (left > right) - (left < right);
}

int main(int argc, char **argv)
{
    static int numbers[100000];
    char line[200];
    for (int i = 1; i < argc; i++) {
        printf("argument %d: [%s]\n", i, argv[i]);
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        for (char *at = line; *at; at++) {
            *at = (char) toupper(*at);
        }
        printf("%zu: %s|\n", strlen(line), line);
    }
    srand(42);
    for (int i = 0; i < 100000; i++) {
        numbers[i] = rand();
    }
    qsort(numbers, 100000, sizeof *numbers, compare);
    printf("%d %d %d\n", numbers[0], numbers[50000], numbers[99999]);
    printf("%.17g %a %Lf %10.3e|%-8s|%+d\n", 0.1, 3.14, 2.5L, 12345.678, "left", 7);
    FILE *file = fopen("notes", "w+");
    for (int i = 0; i < 20000; i++) {
        fprintf(file, "line %d\n", i);
    }
    fseek(file, 5000, SEEK_SET);
    fgets(line, sizeof line, file);
    fgets(line, sizeof line, file);
    printf("%s%ld\n", line, ftell(file));
    fclose(file);
    remove("notes");
    printf("%s\n", fopen("notes", "r") == NULL ? strerror(errno) : "still there");
    time_t begin = 86400 * 365;
    strftime(line, sizeof line, "%A %F %T", gmtime(&begin));
    printf("%s\n", line);
    char *large = malloc(50 << 20);
    memset(large, 'x', 50 << 20);
    large = realloc(large, 90 << 20);
    printf("%c%c\n", large[0], large[(50 << 20) - 1]);
    free(large);
    fprintf(stderr, "this goes to standard error\n");
    return 42;
}
