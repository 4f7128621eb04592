package sparecore.buyer.map;

import sparecore.result.RunLimits;
import sparecore.sandbox.Program;

/**
 * What runs, wherever it runs.
 *
 * @param program what to run, validated
 * @param cpuLevel the least x86-64 level of its sellers
 * @param limits of each run
 */
public record Order(Program program, int cpuLevel, RunLimits limits) {}
