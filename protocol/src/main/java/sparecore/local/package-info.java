/**
 * gRPC on a Unix socket, for programs of the same user on the same machine.
 */
@NullMarked
package sparecore.local;

import org.jspecify.annotations.NullMarked;
