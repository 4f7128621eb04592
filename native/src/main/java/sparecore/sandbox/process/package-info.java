/**
 * Processes: spawning them, exchanging bytes with them, freezing, killing and reaping them.
 *
 * <p>One {@link sparecore.sandbox.process.Spawner} thread starts every process, because the kernel's "die with the parent"
 * means the thread that spawned. Everything else of a run happens on the thread that drives its {@link
 * sparecore.sandbox.process.Exchange}; a {@link sparecore.sandbox.process.Child} may be signalled from any thread.
 */
@NullMarked
package sparecore.sandbox.process;

import org.jspecify.annotations.NullMarked;
