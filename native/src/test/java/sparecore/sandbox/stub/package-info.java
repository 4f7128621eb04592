/** Tests of the room of the same name. */
@NullMarked
package sparecore.sandbox.stub;

import org.jspecify.annotations.NullMarked;
