package sparecore.sandbox.kernel;

/** Flags for descriptors, from asm-generic/fcntl.h and linux/memfd.h. */
public final class OpenFlag {
    /** open: for writing only. */
    public static final int O_WRONLY = 1;
    /** A call that would wait answers EAGAIN. */
    public static final int O_NONBLOCK = 0x800;
    /** Closed by exec. */
    public static final int O_CLOEXEC = 0x8_0000;
    /** fcntl: read the descriptor's flags. */
    public static final int F_GETFD = 1;
    /** fcntl: set the open file's flags. */
    public static final int F_SETFL = 4;
    /** fcntl: seal a memfd for ever. */
    public static final int F_ADD_SEALS = 1033;
    /** No more seals, no shrinking, no growing, no writing. */
    public static final int SEAL_EVERYTHING = 0xf;
    /** memfd_create: closed by exec. */
    public static final int MFD_CLOEXEC = 1;
    /** memfd_create: may be sealed. */
    public static final int MFD_ALLOW_SEALING = 2;
    /** memfd_create: may be executed; EINVAL before Linux 6.3, where every memfd may. */
    public static final int MFD_EXEC = 0x10;

    private OpenFlag() {}
}
