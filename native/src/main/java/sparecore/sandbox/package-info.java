/** The sandbox: runs one stranger's static program under the kernel's seccomp strict mode. */
@NullMarked
package sparecore.sandbox;

import org.jspecify.annotations.NullMarked;
