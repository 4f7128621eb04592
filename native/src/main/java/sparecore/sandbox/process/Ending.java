package sparecore.sandbox.process;

import java.util.Optional;
import sparecore.sandbox.kernel.KernelException;

/**
 * How an exchange ended.
 *
 * @param exit how the process ended; all zero if there was none
 * @param ready whether the lock-down was completed
 * @param cut why we killed it, if we did
 * @param wallNanos time that it took without pauses
 * @param refusal why there was no process, if so
 */
public record Ending(Exit exit, boolean ready, Cut cut, long wallNanos, Optional<KernelException> refusal) {}
