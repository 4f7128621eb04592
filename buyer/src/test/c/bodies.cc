// Heavy in numbers: bodies that attract each other, and the eigenvalues of a matrix.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

struct Body {
    double x, y, z, vx, vy, vz, mass;
};

static double energy(const std::vector<Body> &bodies)
{
    double sum = 0;
    for (size_t i = 0; i < bodies.size(); i++) {
        const Body &a = bodies[i];
        sum += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz);
        for (size_t j = i + 1; j < bodies.size(); j++) {
            const Body &b = bodies[j];
            sum -= a.mass * b.mass / std::hypot(a.x - b.x, a.y - b.y, a.z - b.z);
        }
    }
    return sum;
}

static void advance(std::vector<Body> &bodies, double time)
{
    for (size_t i = 0; i < bodies.size(); i++) {
        for (size_t j = i + 1; j < bodies.size(); j++) {
            Body &a = bodies[i], &b = bodies[j];
            double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
            double pull = time / std::pow(dx * dx + dy * dy + dz * dz + 0.01, 1.5);
            a.vx -= dx * b.mass * pull, a.vy -= dy * b.mass * pull, a.vz -= dz * b.mass * pull;
            b.vx += dx * a.mass * pull, b.vy += dy * a.mass * pull, b.vz += dz * a.mass * pull;
        }
    }
    for (Body &body : bodies) {
        body.x += time * body.vx, body.y += time * body.vy, body.z += time * body.vz;
    }
}

static double largest_eigenvalue(int size)
{
    std::vector<double> matrix(size_t(size) * size), vector(size, 1.0), next(size);
    for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
            matrix[size_t(i) * size + j] = 1.0 / (i + j + 1) + std::sin(i * j);
        }
    }
    double value = 0;
    for (int round = 0; round < 100; round++) {
        value = 0;
        for (int i = 0; i < size; i++) {
            next[i] = 0;
            for (int j = 0; j < size; j++) {
                next[i] += matrix[size_t(i) * size + j] * vector[j];
            }
            value = std::max(value, std::fabs(next[i]));
        }
        for (int i = 0; i < size; i++) {
            vector[i] = next[i] / value;
        }
    }
    return value;
}

int main()
{
    std::mt19937_64 random(5);
    std::uniform_real_distribution<double> place(-10, 10);
    std::vector<Body> bodies(40);
    for (Body &body : bodies) {
        body = {place(random), place(random), place(random), 0, 0, 0, 1 + std::fabs(place(random))};
    }
    std::printf("%.17g\n", energy(bodies));
    for (int step = 0; step < 3000; step++) {
        advance(bodies, 0.001);
    }
    std::printf("%.17g\n%.17g\n", energy(bodies), largest_eigenvalue(400));
}
