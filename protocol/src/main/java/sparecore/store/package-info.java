/**
 * One SQLite file with one writer: pragmas, numbered migrations, transactions.
 */
@NullMarked
package sparecore.store;

import org.jspecify.annotations.NullMarked;
