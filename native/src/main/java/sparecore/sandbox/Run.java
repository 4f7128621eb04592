package sparecore.sandbox;

/** One execution of a program. Any thread may pause, resume or kill it; the thread that awaits it drives it. */
public final class Run {
    Run() {}

    /** The process id, waiting for the spawn; 0 if the launch failed. */
    public long pid() {
        throw new UnsupportedOperationException();
    }

    /** Freezes the program; its wall time stands still. Does nothing after its end. */
    public void pause() {
        throw new UnsupportedOperationException();
    }

    /** Goes on after {@link #pause()}. */
    public void resume() {
        throw new UnsupportedOperationException();
    }

    /** Ends the program with SIGKILL; {@link #await()} then answers {@link Outcome#KILLED}. */
    public void kill() {
        throw new UnsupportedOperationException();
    }

    /** Drives the run to its end. Further callers get the same report. */
    public RunReport await() {
        throw new UnsupportedOperationException();
    }
}
