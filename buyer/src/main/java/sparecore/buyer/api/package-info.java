/**
 * The local API: what callers on this machine may ask of the buyer. On gRPC's threads.
 */
@NullMarked
package sparecore.buyer.api;

import org.jspecify.annotations.NullMarked;
