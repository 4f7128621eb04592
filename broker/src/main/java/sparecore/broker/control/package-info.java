/**
 * The operator's door: gRPC on a Unix socket in the data folder, for the broker's own commands. Handlers run on gRPC's threads and
 * wait for the engine.
 */
@NullMarked
package sparecore.broker.control;

import org.jspecify.annotations.NullMarked;
