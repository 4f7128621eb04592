/**
 * Reads a stranger's ELF file and writes our own.
 *
 * <p>Pure functions over bytes, without system calls: every thread may call them. The input is hostile; the only way
 * to refuse it is {@link sparecore.sandbox.elf.BadProgramException}.
 */
@NullMarked
package sparecore.sandbox.elf;

import org.jspecify.annotations.NullMarked;
