/** The fixed amount of work that rates a slot: a program written in machine code, so that a seller needs no compiler. */
@NullMarked
package sparecore.sandbox.workload;

import org.jspecify.annotations.NullMarked;
