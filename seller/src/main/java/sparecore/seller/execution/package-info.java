/**
 * Runs assignments on slots: one thread per slot takes the next assignment whose lease has a free slot, and runs it in a fresh
 * process. Knows nothing of links, leases or money.
 *
 * <p>{@link sparecore.seller.execution.ProgramRunner} is the port to the sandbox. {@link sparecore.seller.execution.SlotPool} may
 * be called from any thread; ends are told on the slot's thread.
 */
@NullMarked
package sparecore.seller.execution;

import org.jspecify.annotations.NullMarked;
