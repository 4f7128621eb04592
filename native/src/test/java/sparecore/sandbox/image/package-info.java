/** Tests of the room of the same name. */
@NullMarked
package sparecore.sandbox.image;

import org.jspecify.annotations.NullMarked;
