/**
 * What a match gives both peers: the signed ticket, and the signed vouchers that pay under it.
 *
 * <p>Immutable values; any thread. Here the wire form of tickets and vouchers is read and written.
 */
@NullMarked
package sparecore.lease;

import org.jspecify.annotations.NullMarked;
