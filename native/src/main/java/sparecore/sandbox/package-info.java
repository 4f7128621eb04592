/**
 * The sandbox: runs one stranger's static program under the kernel's seccomp strict mode.
 *
 * <p>This package is the face that other modules call: {@link sparecore.sandbox.Program} (what to run),
 * {@link sparecore.sandbox.Invocation} (with what), {@link sparecore.sandbox.Limits} (how much of it), {@link
 * sparecore.sandbox.Sandbox} (runs it) and {@link sparecore.sandbox.RunReport} (how it ended). The rooms below it never
 * name a type of this package. A {@code Sandbox} may be used by many threads; each run is driven by the thread that
 * awaits it.
 */
@NullMarked
package sparecore.sandbox;

import org.jspecify.annotations.NullMarked;
