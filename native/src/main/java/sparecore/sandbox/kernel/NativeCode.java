package sparecore.sandbox.kernel;

import com.sun.jna.Function;
import com.sun.jna.Pointer;

/**
 * A function in machine code that we wrote ourselves, called by the C convention with one argument.
 *
 * <p>It gets pages of its own which are never writable and executable at once, and which are never given back: whoever loads
 * one keeps it for the life of the process. Any thread may call it if the code itself allows it.
 */
public final class NativeCode {
    private static final int PAGE_BYTES = 4096;

    private final Function function;

    private NativeCode(Function function) {
        this.function = function;
    }

    /** Loads {@code code}, at most a page. */
    public static NativeCode load(byte[] code) {
        if (code.length > PAGE_BYTES) {
            throw new IllegalArgumentException("machine code of " + code.length + " bytes");
        }
        int writable = MemoryProtection.PROT_READ | MemoryProtection.PROT_WRITE;
        int flags = MemoryProtection.MAP_PRIVATE | MemoryProtection.MAP_ANONYMOUS;
        long page = Libc.mmap(0, PAGE_BYTES, writable, flags, -1, 0);
        if (page == -1) {
            throw KernelException.of("mmap", Errno.last());
        }
        Pointer pointer = new Pointer(page);
        pointer.write(0, code, 0, code.length);
        int executable = MemoryProtection.PROT_READ | MemoryProtection.PROT_EXEC;
        KernelException.check("mprotect", Libc.mprotect(page, PAGE_BYTES, executable));
        return new NativeCode(Function.getFunction(pointer));
    }

    /** Calls it with {@code argument} in rdi and answers rax. */
    public long call(long argument) {
        return function.invokeLong(new Object[] {argument});
    }
}
