/**
 * The adapter from the seller's port to the sandbox: the only room, besides the rating and the self-test's command, that knows
 * {@code sparecore.sandbox}.
 */
@NullMarked
package sparecore.seller.confinement;

import org.jspecify.annotations.NullMarked;
