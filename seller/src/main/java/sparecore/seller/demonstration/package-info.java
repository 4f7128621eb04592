/**
 * A seller that cheats, for demonstrations and tests. Nothing else knows this room, apart from the wiring under a hidden option.
 */
@NullMarked
package sparecore.seller.demonstration;

import org.jspecify.annotations.NullMarked;
