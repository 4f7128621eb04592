/**
 * The C library and the kernel's numbers: signatures, constants and errno.
 *
 * <p>The only room that knows JNA. It decides nothing and keeps no state. Every thread may call it; addresses are plain
 * {@code long}s from {@link sparecore.sandbox.kernel.NativeMemory}, which the caller keeps reachable across the call.
 */
@NullMarked
package sparecore.sandbox.kernel;

import org.jspecify.annotations.NullMarked;
