/**
 * Bytes by their name: SHA-256 digests and ids of 16 bytes. Immutable values; any thread.
 */
@NullMarked
package sparecore.content;

import org.jspecify.annotations.NullMarked;
