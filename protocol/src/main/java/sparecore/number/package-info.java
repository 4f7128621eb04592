/** Numbers that stand for names where something is stored or sent. Pure; any thread. */
@NullMarked
package sparecore.number;

import org.jspecify.annotations.NullMarked;
