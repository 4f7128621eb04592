package sparecore.buyer.map;

import sparecore.result.RunLimits;
import sparecore.sandbox.Program;

/**
 * What runs, wherever it runs.
 *
 * @param bytes the program's file
 * @param program the same, validated
 * @param cpuLevel the least x86-64 level of its sellers
 * @param limits of each run
 */
public record Order(byte[] bytes, Program program, int cpuLevel, RunLimits limits) {}
