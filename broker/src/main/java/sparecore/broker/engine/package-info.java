/**
 * The one thread that owns the market: a bounded inbox, batches of commands, one transaction per batch, answers after the commit.
 */
@NullMarked
package sparecore.broker.engine;

import org.jspecify.annotations.NullMarked;
