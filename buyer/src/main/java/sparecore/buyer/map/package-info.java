/**
 * {@code sparecore map}: cuts an input into fragments, has each of them run, on the market or here, and prints the results as
 * GNU parallel would.
 *
 * <p>The way of a fragment: a {@link sparecore.buyer.map.FragmentSource} makes it, {@link sparecore.buyer.map.Runs} runs it,
 * {@link sparecore.buyer.map.InputOrder} holds its result until those before it are there, and a
 * {@link sparecore.buyer.map.ResultSink} prints it. {@link sparecore.buyer.map.Window} bounds how many are on this way at once.
 * The demo and the benchmarks call {@code Runs} too. Each class says which thread owns it.
 */
@NullMarked
package sparecore.buyer.map;

import org.jspecify.annotations.NullMarked;
