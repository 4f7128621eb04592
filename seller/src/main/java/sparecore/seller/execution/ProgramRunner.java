package sparecore.seller.execution;

import sparecore.result.Work;

/**
 * The port to whatever runs strangers' programs. Thread-safe.
 *
 * <p>Not promised: that two runs of one program share anything, or that a started run makes progress before someone awaits it.
 */
public interface ProgramRunner {
    /**
     * Checks a program's file; nothing of it is executed.
     *
     * @throws UnfitProgramException with what is wrong with it
     */
    LoadedProgram load(byte[] file) throws UnfitProgramException;

    /**
     * Starts one run in a fresh process, which dies with this thread: the same one must await it.
     *
     * @param program one that this runner has loaded
     * @throws UnfitProgramException if the program cannot run with these arguments and limits
     */
    Execution start(LoadedProgram program, Work work) throws UnfitProgramException;
}
