/** Tests of the room of the same name. */
@NullMarked
package sparecore.sandbox.workload;

import org.jspecify.annotations.NullMarked;
