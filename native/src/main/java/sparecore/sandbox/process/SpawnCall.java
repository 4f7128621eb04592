package sparecore.sandbox.process;

import java.util.List;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;

/**
 * posix_spawn(3) with the same attributes each time: no blocked signals (HotSpot's threads block some), default actions, a
 * process group of its own (a Ctrl-C at the launcher's terminal is not the program's), no environment. For one thread.
 */
public final class SpawnCall {
    private static final int ATTRIBUTES_BYTES = 336; // sizeof(posix_spawnattr_t) in glibc on x86-64
    private static final int ACTIONS_BYTES = 80; // sizeof(posix_spawn_file_actions_t)
    private static final int SIGNALS_BYTES = 128; // sizeof(sigset_t)
    private static final short SETPGROUP = 0x02;
    private static final short SETSIGDEF = 0x04;
    private static final short SETSIGMASK = 0x08;

    private final NativeMemory attributes = new NativeMemory(ATTRIBUTES_BYTES);
    private final NativeMemory actions = new NativeMemory(ACTIONS_BYTES);
    private final List<NativeMemory> texts;
    private final NativeMemory arguments;
    private final NativeMemory environment = new NativeMemory(Long.BYTES);
    private final NativeMemory pid = new NativeMemory(Integer.BYTES);

    /** Prepares to spawn with {@code argv}. */
    public SpawnCall(List<String> argv) {
        texts = argv.stream().map(NativeMemory::ofText).toList();
        arguments = new NativeMemory((texts.size() + 1L) * Long.BYTES);
        for (int i = 0; i < texts.size(); i++) {
            arguments.putLong((long) i * Long.BYTES, texts.get(i).address());
        }
        NativeMemory signals = new NativeMemory(SIGNALS_BYTES);
        check("posix_spawnattr_init", Libc.posix_spawnattr_init(attributes.address()));
        check("setsigmask", Libc.posix_spawnattr_setsigmask(attributes.address(), signals.address()));
        signals.fill((byte) 0xff);
        check("setsigdefault", Libc.posix_spawnattr_setsigdefault(attributes.address(), signals.address()));
        short flags = SETPGROUP | SETSIGDEF | SETSIGMASK;
        check("setflags", Libc.posix_spawnattr_setflags(attributes.address(), flags));
    }

    /** Spawns the file at {@code path}, a C string, with three descriptors and answers the process id. */
    public int spawn(NativeMemory path, int input, int output, int error) {
        check("file_actions_init", Libc.posix_spawn_file_actions_init(actions.address()));
        try {
            check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions.address(), input, 0));
            check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions.address(), output, 1));
            check("adddup2", Libc.posix_spawn_file_actions_adddup2(actions.address(), error, 2));
            check("posix_spawn", call(path));
            return pid.getInt(0);
        } finally {
            Libc.posix_spawn_file_actions_destroy(actions.address());
        }
    }

    private int call(NativeMemory path) {
        return Libc.posix_spawn(
                pid.address(),
                path.address(),
                actions.address(),
                attributes.address(),
                arguments.address(),
                environment.address());
    }

    private static void check(String operation, int errno) {
        if (errno != 0) {
            throw KernelException.of(operation, errno);
        }
    }
}
