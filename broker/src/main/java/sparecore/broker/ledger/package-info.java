/**
 * The books: accounts, and transfers between them. Double entry, so that the sum over all accounts is always zero.
 *
 * <p>Pure: no clock, store, thread or network. Only {@code market} changes a ledger, on the engine's thread.
 */
@NullMarked
package sparecore.broker.ledger;

import org.jspecify.annotations.NullMarked;
