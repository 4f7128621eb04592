/**
 * What buyer and seller sign of one assignment, so that whoever knows their keys can judge between them: the buyer's assignment and
 * receipt, the seller's commitment, and with its result ({@code sparecore.result}) all of it as one case file.
 *
 * <p>Immutable values, any thread; a verifier is for one thread at a time.
 */
@NullMarked
package sparecore.evidence;

import org.jspecify.annotations.NullMarked;
