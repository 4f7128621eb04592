package sparecore.sandbox;

/**
 * How a {@link Sandbox} treats this machine; the isolation itself is not negotiable.
 *
 * @param idleScheduling run programs in SCHED_IDLE: only on CPU time that nobody else wants
 * @param firstToDie set oom_score_adj to 1000, so that the kernel kills a program rather than something of the owner's
 * @param imagesMax most prepared programs kept ready
 * @param imageBytesMax most memory that they may take together; one that is in use may exceed it
 */
public record SandboxPolicy(boolean idleScheduling, boolean firstToDie, int imagesMax, long imageBytesMax) {
    /** For a seller: idle scheduling, first to die, up to 64 images of 256 MiB together. */
    public static final SandboxPolicy DEFAULT = new SandboxPolicy(true, true, 64, 256L << 20);

    /** Checks the bounds. */
    public SandboxPolicy {
        if (imagesMax < 1 || imagesMax > 1024) {
            throw new IllegalArgumentException("imagesMax is " + imagesMax + ", must be from 1 to 1024");
        }
        if (imageBytesMax < 0) {
            throw new IllegalArgumentException("imageBytesMax is negative: " + imageBytesMax);
        }
    }

    /** The same with or without idle scheduling. */
    public SandboxPolicy withIdleScheduling(boolean idle) {
        return new SandboxPolicy(idle, firstToDie, imagesMax, imageBytesMax);
    }

    /** The same with another number of images kept. */
    public SandboxPolicy withImagesMax(int images) {
        return new SandboxPolicy(idleScheduling, firstToDie, images, imageBytesMax);
    }
}
