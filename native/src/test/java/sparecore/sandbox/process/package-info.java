/** Tests of the room of the same name. */
@NullMarked
package sparecore.sandbox.process;

import org.jspecify.annotations.NullMarked;
