/**
 * The start of every buyer-side command: the tree of commands, and nothing else.
 */
@NullMarked
package sparecore.buyer.main;

import org.jspecify.annotations.NullMarked;
