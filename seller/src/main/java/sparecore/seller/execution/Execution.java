package sparecore.seller.execution;

/** One run under way. Any thread may pause, resume or kill it; the thread that started it awaits and thereby drives it. */
public interface Execution {
    /** The process; 0 if it was never started. */
    long pid();

    /** Freezes the process. Nothing happens after its end. */
    void pause();

    void resume();

    /** Ends the run, which is then {@link RunEnd.Abandoned}. Nothing happens after its end. */
    void kill();

    RunEnd await();
}
