/**
 * The whole market in one thread: the shipped broker, sellers and buyers with their stores, on a simulated clock and network, among
 * hostile peers and crashes, and what must hold after every event. What is simulated is only what they are given: links, clocks,
 * timers, slots and randomness. Everything follows from a seed; {@code sparecore bench simulate} and the tests here start it.
 */
@NullMarked
package sparecore.buyer.simulation;

import org.jspecify.annotations.NullMarked;
