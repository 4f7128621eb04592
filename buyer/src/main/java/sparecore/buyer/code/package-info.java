/**
 * Reads the machine code of ordinary programs, as far as is needed to know for sure where an instruction begins: in functions that the
 * program's own table of symbols names, or what it has to unwind its stack, from their first byte on.
 *
 * <p>The pack room asks for {@link sparecore.buyer.code.TrapSites}. What is in doubt is left out. Pure; any thread.
 */
@NullMarked
package sparecore.buyer.code;

import org.jspecify.annotations.NullMarked;
