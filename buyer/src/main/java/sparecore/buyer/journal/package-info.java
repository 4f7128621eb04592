/**
 * What the buyer must not forget, in SQLite, and the programs that it buys for.
 *
 * <p>The engine's thread writes; the local API reads through a connection of its own.
 */
@NullMarked
package sparecore.buyer.journal;

import org.jspecify.annotations.NullMarked;
