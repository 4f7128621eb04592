/**
 * Bytes by their name: SHA-256 digests, ids of 16 bytes, and the parts of which a program's file consists. Immutable values; any thread.
 */
@NullMarked
package sparecore.content;

import org.jspecify.annotations.NullMarked;
