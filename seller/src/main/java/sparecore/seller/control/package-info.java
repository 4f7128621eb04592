/**
 * The owner's view of a running seller: gRPC on the Unix socket in its data folder.
 */
@NullMarked
package sparecore.seller.control;

import org.jspecify.annotations.NullMarked;
