package sparecore.seller.execution;

import java.io.IOException;
import sparecore.content.StoredParts;
import sparecore.result.Work;

/**
 * The port to whatever runs strangers' programs. Thread-safe.
 *
 * <p>Not promised: that two runs of one program share anything, or that a started run makes progress before someone awaits it.
 */
public interface ProgramRunner {
    /**
     * Checks a program's file; nothing of it is executed. It reads all parts, and may read those after the first again whenever a run starts.
     *
     * @throws UnfitProgramException with what is wrong with it
     * @throws IOException if a part cannot be read
     */
    LoadedProgram load(StoredParts file) throws UnfitProgramException, IOException;

    /**
     * Starts one run in a fresh process, which dies with this thread: the same one must await it.
     *
     * @param program one that this runner has loaded
     * @throws UnfitProgramException if the program cannot run with these arguments and limits
     */
    Execution start(LoadedProgram program, Work work) throws UnfitProgramException;
}
