package sparecore.sandbox.image;

/** Sizes of a start block: few, so that few images are needed, and each fits an empty pipe of 64 KiB (pipe(7)). */
public enum StartBlockSize {
    /** Enough for a fragment's few arguments. */
    SMALL(4 << 10),
    /** Enough for a shell's environment. */
    MEDIUM(16 << 10),
    /** The largest. */
    LARGE(60 << 10);

    private final int bytes;

    StartBlockSize(int bytes) {
        this.bytes = bytes;
    }

    /** Size in bytes. */
    public int bytes() {
        return bytes;
    }

    /** Where a block of this size begins, which is where the stack pointer begins. */
    public long address() {
        return AddressSpace.STACK_END - bytes;
    }

    /** The smallest size for {@code argumentBytes}, see {@link StartBlock#argumentBytes}. */
    public static StartBlockSize fitting(int argumentBytes) {
        for (StartBlockSize size : values()) {
            if (argumentBytes <= size.bytes - StartBlock.FIXED_BYTES) {
                return size;
            }
        }
        throw new IllegalArgumentException("arguments of " + argumentBytes + " bytes fit no start block");
    }
}
