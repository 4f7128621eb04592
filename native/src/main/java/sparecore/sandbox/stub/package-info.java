/**
 * The lock-down: machine code that runs inside the new process before the first instruction of the program.
 *
 * <p>A straight line of system calls, each checked. A call that fails ends the process with {@link
 * sparecore.sandbox.stub.Stub#FAILURE_STATUS} plus the number of the step, before the program has run. Pure; called by
 * the image room.
 */
@NullMarked
package sparecore.sandbox.stub;

import org.jspecify.annotations.NullMarked;
