/**
 * Prepared programs: a new ELF image in sealed memory, made of the stranger's segments and our stub, ready to be executed any
 * number of times.
 *
 * <p>{@link sparecore.sandbox.image.MemoryPlan} and {@link sparecore.sandbox.image.StartBlock} are pure; {@link
 * sparecore.sandbox.image.ImageCache} may be used by every thread.
 */
@NullMarked
package sparecore.sandbox.image;

import org.jspecify.annotations.NullMarked;
