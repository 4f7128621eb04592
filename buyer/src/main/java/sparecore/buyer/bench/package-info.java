/**
 * {@code sparecore bench}: makes the figures of docs/BENCHMARKS.md on whatever machine it runs on. What is compared runs in turns,
 * so that a busy moment of the machine hits all. The command line's thread owns everything here.
 */
@NullMarked
package sparecore.buyer.bench;

import org.jspecify.annotations.NullMarked;
