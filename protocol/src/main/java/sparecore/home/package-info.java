/**
 * A daemon's data folder: owner-only, locked by one process, with the node's key.
 */
@NullMarked
package sparecore.home;

import org.jspecify.annotations.NullMarked;
