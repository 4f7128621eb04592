package sparecore.seller.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.execution.UnfitProgramException;

/**
 * The programs that buyers have sent. Each is on disk, up to a limit, and the ones in use are in memory as well, checked and ready.
 * Thread-safe; all but {@link #ready} may block for as long as it takes to read and check a program.
 */
public final class ProgramCache {
    private static final Logger log = LoggerFactory.getLogger(ProgramCache.class);

    public static final long DISK_BYTES_MAX = 512L << 20;
    public static final long MEMORY_BYTES_MAX = 96L << 20;

    private final ProgramRunner runner;
    private final ProgramFolder folder;
    private final ReadyPrograms ready;

    private ProgramCache(ProgramRunner runner, ProgramFolder folder, ReadyPrograms ready) {
        this.runner = runner;
        this.folder = folder;
        this.ready = ready;
    }

    /** @throws IOException if the folder cannot be read or made */
    public static ProgramCache open(Path folder, ProgramRunner runner, long diskBytesMax, long memoryBytesMax)
            throws IOException {
        return new ProgramCache(runner, new ProgramFolder(folder, diskBytesMax), new ReadyPrograms(memoryBytesMax));
    }

    /** The program, if it is in memory. */
    public Optional<LoadedProgram> ready(Digest digest) {
        return ready.get(digest);
    }

    /** The program, from memory or disk. */
    public synchronized Optional<LoadedProgram> find(Digest digest) throws IOException, UnfitProgramException {
        Optional<LoadedProgram> inMemory = ready.get(digest);
        if (inMemory.isPresent()) {
            return inMemory;
        }
        Optional<byte[]> content = folder.get(digest);
        return content.isPresent() ? Optional.of(load(content.get())) : Optional.empty();
    }

    /**
     * Checks a program that came in and keeps it.
     *
     * @throws WrongDigestException if these are not the announced bytes
     * @throws UnfitProgramException if it is not a program that can run here
     */
    public synchronized LoadedProgram add(ProgramAssembly assembly) throws WrongDigestException, UnfitProgramException {
        byte[] content = assembly.content();
        if (!assembly.isComplete() || !Digest.of(content).equals(assembly.digest())) {
            throw new WrongDigestException("a program's bytes are not those of its digest");
        }
        LoadedProgram program = load(content);
        try {
            folder.put(assembly.digest(), content);
        } catch (IOException e) {
            log.warn(
                    "cannot keep the program {} on disk; it stays in memory only",
                    assembly.digest().shortForm(),
                    e);
        }
        return program;
    }

    private LoadedProgram load(byte[] content) throws UnfitProgramException {
        LoadedProgram program = runner.load(content);
        ready.put(program);
        return program;
    }
}
