/**
 * Who somebody is: Ed25519 keys, node ids and signatures over named statements.
 *
 * <p>Immutable values; any thread. The only room that knows the signature library.
 */
@NullMarked
package sparecore.identity;

import org.jspecify.annotations.NullMarked;
