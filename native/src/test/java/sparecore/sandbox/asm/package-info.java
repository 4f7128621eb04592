/** Tests of the room of the same name. */
@NullMarked
package sparecore.sandbox.asm;

import org.jspecify.annotations.NullMarked;
