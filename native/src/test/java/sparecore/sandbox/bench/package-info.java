/** Tests of the room of the same name. */
@NullMarked
package sparecore.sandbox.bench;

import org.jspecify.annotations.NullMarked;
