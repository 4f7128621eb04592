/**
 * One connection to a database, an SQLite file or PostgreSQL: numbered migrations, transactions, and what the two say differently.
 */
@NullMarked
package sparecore.store;

import org.jspecify.annotations.NullMarked;
