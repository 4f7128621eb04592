/** Tests of the room of the same name. */
@NullMarked
package sparecore.sandbox.elf;

import org.jspecify.annotations.NullMarked;
