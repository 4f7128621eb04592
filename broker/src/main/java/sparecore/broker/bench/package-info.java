/**
 * What measures a broker, and the PostgreSQL server of its own that this needs. Called by the command line and by tests.
 */
@NullMarked
package sparecore.broker.bench;

import org.jspecify.annotations.NullMarked;
