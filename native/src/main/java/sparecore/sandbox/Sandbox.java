package sparecore.sandbox;

import sparecore.sandbox.elf.BadProgramException;

/** Runs programs. Safe for many threads at once; closing it kills every run. */
public final class Sandbox implements AutoCloseable {
    private Sandbox() {}

    /** Probes the host with a trial run and refuses where the isolation can't be had. */
    public static Sandbox open(SandboxPolicy policy) throws SandboxUnavailableException {
        throw new UnsupportedOperationException("open " + policy);
    }

    /** The layers that hold around every run of this sandbox. */
    public LaunchReport layers() {
        throw new UnsupportedOperationException();
    }

    /** Starts a run, which goes on only while some thread is in {@link Run#await()}. */
    public Run start(Program program, Limits limits, Invocation invocation) throws BadProgramException {
        throw new UnsupportedOperationException(program + " " + limits + " " + invocation);
    }

    /** Starts a run whose streams are pumped by the thread in {@link Run#await()}. */
    public Run start(Program program, Limits limits, Invocation invocation, Streams streams)
            throws BadProgramException {
        throw new UnsupportedOperationException(program + " " + limits + " " + invocation + streams);
    }

    /** Starts a run and waits for its end. */
    public RunReport run(Program program, Limits limits, Invocation invocation) throws BadProgramException {
        return start(program, limits, invocation).await();
    }

    /** Kills every run, waits for their ends and frees all descriptors. */
    @Override
    public void close() {}
}
