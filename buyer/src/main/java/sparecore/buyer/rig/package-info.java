/**
 * A whole market on this machine: a broker, sellers and a buyer daemon as processes of their own, on loopback, below one folder.
 * The demo, the benchmarks and the tests of the whole market set it up and take it down here.
 *
 * <p>{@link sparecore.buyer.rig.Rig} starts and ends processes; one thread owns it, and any thread may close it. Nothing that it
 * has started outlives it, however the owner ends.
 */
@NullMarked
package sparecore.buyer.rig;

import org.jspecify.annotations.NullMarked;
