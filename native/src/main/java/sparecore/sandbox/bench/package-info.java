/** Measures the sandbox against a plain spawn. Not used by a daemon. */
@NullMarked
package sparecore.sandbox.bench;

import org.jspecify.annotations.NullMarked;
