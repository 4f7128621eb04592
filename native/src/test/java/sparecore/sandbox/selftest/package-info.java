/** Tests of the room of the same name. */
@NullMarked
package sparecore.sandbox.selftest;

import org.jspecify.annotations.NullMarked;
