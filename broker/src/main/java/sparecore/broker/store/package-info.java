/**
 * The market's books, in an SQLite file or on a PostgreSQL server: what the engine commits, the same state built again at the next
 * start, and the office of the one engine that may write. Owned by the engine's thread.
 */
@NullMarked
package sparecore.broker.store;

import org.jspecify.annotations.NullMarked;
