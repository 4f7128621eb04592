/**
 * {@code sparecore buyer run}: builds the buyer out of its rooms. The only place that wires.
 */
@NullMarked
package sparecore.buyer.daemon;

import org.jspecify.annotations.NullMarked;
