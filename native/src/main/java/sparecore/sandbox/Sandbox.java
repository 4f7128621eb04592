package sparecore.sandbox;

import sparecore.sandbox.elf.BadProgramException;

/**
 * Runs programs, each in a process of its own that the kernel holds in seccomp strict mode.
 *
 * <p>Safe for many threads at once: each drives the run that it awaits. Closing it kills every run, and so does the death of
 * this process.
 */
public final class Sandbox implements AutoCloseable {
    private final Launcher launcher;

    private Sandbox(Launcher launcher) {
        this.launcher = launcher;
    }

    /** Probes the host with a trial run and refuses where the isolation can't be had. Takes a few milliseconds. */
    public static Sandbox open(SandboxPolicy policy) throws SandboxUnavailableException {
        HostCheck.requireUsableHost();
        return new Sandbox(Trial.open(policy));
    }

    /** The layers that hold around every run of this sandbox. */
    public LaunchReport layers() {
        return new LaunchReport(launcher.layers(), "");
    }

    /** What this machine can promise to programs. {@link #requireRuns} agrees with it. */
    public HostClass hostClass() {
        return launcher.hostClass();
    }

    /** Number of prepared programs that are kept ready now, at most {@link SandboxPolicy#imagesMax}. */
    public int imagesKept() {
        return launcher.imagesKept();
    }

    /** Keeps none of them any longer, nor the processes that wait for their runs: for who will not run them again. */
    public void forget() {
        launcher.forget();
    }

    /**
     * Refuses a program that this machine can't run as every other does: packed for a better processor, or for features of the
     * kernel that are not here. {@link #start} refuses it as well.
     */
    public void requireRuns(Program program) throws BadProgramException {
        launcher.requireRuns(program);
    }

    /**
     * Starts a run, which goes on only while some thread is in {@link Run#await()}.
     *
     * @throws BadProgramException if the program needs more memory than {@code limits} gives, or what this machine has not
     * @throws IllegalStateException if this sandbox is closed
     */
    public Run start(Program program, Limits limits, Invocation invocation) throws BadProgramException {
        return launcher.start(Order.buffered(program, limits, invocation));
    }

    /** As {@link #start(Program, Limits, Invocation)}, with streams that the thread in {@link Run#await()} pumps. */
    public Run start(Program program, Limits limits, Invocation invocation, Streams streams)
            throws BadProgramException {
        return launcher.start(Order.streamed(program, limits, invocation, streams));
    }

    /** Starts a run and waits for its end. */
    public RunReport run(Program program, Limits limits, Invocation invocation) throws BadProgramException {
        return start(program, limits, invocation).await();
    }

    /** Kills every run, waits for their ends and frees all descriptors. Later starts are refused. */
    @Override
    public void close() {
        launcher.close();
    }
}
