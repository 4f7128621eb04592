/** Ordinary programs, compiled, packed, run in the sandbox, and compared with what they do natively. */
@NullMarked
package sparecore.buyer.pack;

import org.jspecify.annotations.NullMarked;
