package sparecore.seller.programs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.PartList.Part;
import sparecore.content.StoredParts;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.execution.UnfitProgramException;

/**
 * The programs that buyers have sent. Their parts are on disk, each once, up to a limit; the programs in use are checked and ready, and as long
 * as they are their parts stay. Thread-safe; all but {@link #ready} may block for as long as it takes to read and check a program.
 */
public final class ProgramCache {
    /** Six of the largest programs, or hundreds of usual ones. */
    public static final long DISK_BYTES_DEFAULT = 2L << 30;

    /** The largest program, while another one is in use. */
    public static final long DISK_BYTES_MIN = 1L << 30;

    public static final long MEMORY_BYTES_MAX = 96L << 20;

    private final ProgramRunner runner;
    private final PartFolder folder;
    private final ReadyPrograms ready;
    private final long diskBytesMax;

    private ProgramCache(ProgramRunner runner, PartFolder folder, ReadyPrograms ready, long diskBytesMax) {
        this.runner = runner;
        this.folder = folder;
        this.ready = ready;
        this.diskBytesMax = diskBytesMax;
    }

    /** @throws IOException if the folder cannot be read or made */
    public static ProgramCache open(Path folder, ProgramRunner runner, long diskBytesMax, long memoryBytesMax)
            throws IOException {
        return new ProgramCache(
                runner, new PartFolder(folder, diskBytesMax), new ReadyPrograms(memoryBytesMax), diskBytesMax);
    }

    /** How many bytes it may take on disk. */
    public long diskBytesMax() {
        return diskBytesMax;
    }

    /** How many bytes it takes on disk now, those that are coming in included. */
    public synchronized long diskBytes() {
        return folder.bytes();
    }

    /** The program, if it is ready. */
    public Optional<LoadedProgram> ready(Digest digest) {
        return ready.get(digest);
    }

    /** Where the program's parts lie, if it is ready. */
    public Optional<StoredParts> stored(Digest digest) {
        return ready.stored(digest);
    }

    private StoredParts stored(PartList parts) {
        return new StoredParts(
                parts,
                parts.parts().stream().map(part -> folder.path(part.digest())).toList());
    }

    /**
     * Begins to take in a program. The parts of it that are here stay until the delivery is closed.
     *
     * @throws IOException if the folder cannot be read
     */
    public synchronized Delivery begin(Digest program, PartList parts) throws IOException {
        List<Integer> lacking = new ArrayList<>();
        List<Digest> held = new ArrayList<>();
        try {
            for (int i = 0; i < parts.size(); i++) {
                if (folder.has(parts.part(i))) {
                    folder.hold(parts.part(i).digest());
                    held.add(parts.part(i).digest());
                } else {
                    lacking.add(i);
                }
            }
        } catch (IOException e) {
            held.forEach(folder::release);
            throw e;
        }
        return new Delivery(this, folder, program, parts, lacking);
    }

    /** Makes room for bytes that come in. Programs that are ready, but are not the last one, go if they must. */
    void take(long bytes) throws IOException, NoRoomException {
        while (!folder.take(bytes)) {
            List<PartList> gone = ready.dropOldest();
            if (gone.isEmpty()) {
                throw new NoRoomException("the seller has no room for the program now: try again later");
            }
            gone.forEach(this::release);
        }
    }

    /** All parts are here, and held by the caller. */
    LoadedProgram load(Digest digest, PartList parts) throws IOException, WrongDigestException, UnfitProgramException {
        StoredParts stored = stored(parts);
        LoadedProgram program = runner.load(stored);
        if (!program.digest().equals(digest)) {
            parts.parts().forEach(part -> folder.distrust(part.digest()));
            throw new WrongDigestException("a program's parts do not make the bytes of its digest");
        }
        parts.parts().forEach(part -> folder.hold(part.digest()));
        ready.put(program, stored).forEach(this::release);
        return program;
    }

    void release(PartList parts) {
        for (Part part : parts.parts()) {
            folder.release(part.digest());
        }
    }
}
