/**
 * The one network link: TLS 1.3 with both keys checked, length-delimited frames, a version handshake,
 * keep-alive and back-pressure. Symmetric once it is open.
 *
 * <p>The only room that knows Netty's TLS and codecs. Callbacks run on the link's event loop and must not block.
 */
@NullMarked
package sparecore.link;

import org.jspecify.annotations.NullMarked;
