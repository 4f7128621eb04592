/**
 * The market on disk: what the engine commits, and the same state built again at the next start. Owned by the engine's thread.
 */
@NullMarked
package sparecore.broker.store;

import org.jspecify.annotations.NullMarked;
