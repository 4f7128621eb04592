/**
 * Emits x86-64 machine code: only the instructions that this module needs.
 *
 * <p>Pure; an assembler belongs to the thread that fills it. Encodings follow the Intel manual, volume 2.
 */
@NullMarked
package sparecore.sandbox.asm;

import org.jspecify.annotations.NullMarked;
