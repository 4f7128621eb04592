package sparecore.sandbox;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** A JVM whose main thread gets a seccomp filter that allows everything, as a container would give it, and then opens a sandbox. */
public final class FilteredJvm {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final long SECCOMP_MODE_FILTER = 2;
    private static final short BPF_RETURN = 0x06;
    private static final int SECCOMP_ALLOW = 0x7fff_0000;

    static {
        Native.register(FilteredJvm.class, "c");
    }

    private FilteredJvm() {}

    static native int prctl(int operation, long first, long second, long third, long fourth);

    /** Prints the reason why no sandbox could be opened. */
    public static void main(String[] arguments) {
        Memory instruction = new Memory(8); // struct sock_filter
        instruction.setShort(0, BPF_RETURN);
        instruction.setShort(2, (short) 0);
        instruction.setInt(4, SECCOMP_ALLOW);
        Memory program = new Memory(16); // struct sock_fprog
        program.setShort(0, (short) 1);
        program.setPointer(8, instruction);
        int privileges = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        int filter = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, Pointer.nativeValue(program), 0, 0);
        if (privileges != 0 || filter != 0) {
            System.out.println("the filter could not be installed");
            return;
        }
        try (Sandbox sandbox = Sandbox.open(SandboxPolicy.DEFAULT)) {
            System.out.println("opened " + sandbox.layers());
        } catch (SandboxUnavailableException e) {
            System.out.println(e.reason());
        }
    }
}
