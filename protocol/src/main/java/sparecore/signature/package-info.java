/**
 * Statements that are signed together, by one signature of their Merkle tree's root, and shown one by one. Knows nothing of what they
 * say.
 *
 * <p>Immutable values, any thread; a verifier is for one thread at a time.
 */
@NullMarked
package sparecore.signature;

import org.jspecify.annotations.NullMarked;
