package sparecore.buyer.referee;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.api.exchange.KeptWork;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.StoredParts;
import sparecore.exchange.WorkMessages;
import sparecore.result.Work;
import sparecore.sandbox.Program;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.image.PartedFile;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * A folder with what a referee needs besides the evidence: a file for each work, and one for each part of its program, named by its digest,
 * once however many works use it. Whoever hands it over may have written anything into it: what is in it counts by its digests.
 */
public final class Bundle {
    private static final String WORK = ".work";
    private static final String PART = ".part";
    private static final int WORKS_MAX = 10_000;

    /** A work that is kept has a mebibyte at most, and a program a thousand parts. */
    private static final long WORK_BYTES_MAX = 2L << 20;

    /** Reads a piece of a program. */
    public interface Pieces {
        /** From the offset on; empty at the part's end. */
        byte[] read(int part, long offset);
    }

    private final Path folder;

    /** @param folder that there is, or that is to be made */
    public Bundle(Path folder) {
        this.folder = folder;
    }

    /**
     * Writes a work, and what of its program is not there yet. The work comes last: where it is, its program is.
     *
     * @param name without its ending
     * @param kept with the work and the list of its program's parts
     * @return the file of the work
     */
    public Path write(String name, KeptWork kept, Pieces pieces) throws IOException {
        List<PartList.Part> parts = WorkMessages.parts(kept).parts();
        for (int i = 0; i < parts.size(); i++) {
            Path place = place(parts.get(i));
            if (!Files.exists(place) || Files.size(place) != parts.get(i).bytes()) {
                writePart(i, place, pieces);
            }
        }
        return Files.write(
                folder.resolve(name + WORK),
                kept.toBuilder().clearPiece().build().toByteArray());
    }

    private void writePart(int part, Path place, Pieces pieces) throws IOException {
        Path fresh = place.resolveSibling("new" + place.getFileName());
        try (OutputStream to = Files.newOutputStream(fresh)) {
            long offset = 0;
            for (byte[] piece = pieces.read(part, 0); piece.length > 0; piece = pieces.read(part, offset)) {
                to.write(piece);
                offset += piece.length;
            }
        }
        Files.move(fresh, place, StandardCopyOption.REPLACE_EXISTING);
    }

    private Path place(PartList.Part part) {
        return folder.resolve(part.digest().toHex() + PART);
    }

    /** A work, and its program, both as their digests say. */
    record Found(Work work, Program program) {}

    /** @throws Failure if the folder cannot be read, or holds the work and not its program */
    Optional<Found> find(Digest disputed) {
        if (!Files.isDirectory(folder)) {
            throw new Failure(ExitCode.USAGE, "there is no folder " + folder);
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + WORK)) {
            int seen = 0;
            for (Path file : files) {
                if (++seen > WORKS_MAX) {
                    throw new Failure(ExitCode.USAGE, folder + " holds more than " + WORKS_MAX + " works");
                }
                Optional<Found> found = read(file, disputed);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + folder + ": " + e, e);
        }
    }

    /** A link or a pipe that was handed over could lead anywhere, or have no end. */
    private static boolean isFile(Path path) {
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
    }

    private Optional<Found> read(Path file, Digest disputed) throws IOException {
        if (!isFile(file) || Files.size(file) > WORK_BYTES_MAX) {
            return Optional.empty();
        }
        KeptWork kept;
        Work work;
        PartList parts;
        try {
            kept = KeptWork.parseFrom(Files.readAllBytes(file));
            work = WorkMessages.work(kept);
            parts = WorkMessages.parts(kept);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            return Optional.empty();
        }
        return work.digest().equals(disputed) ? Optional.of(new Found(work, program(work, parts))) : Optional.empty();
    }

    private Program program(Work work, PartList parts) throws IOException {
        List<Path> files = new ArrayList<>();
        for (PartList.Part part : parts.parts()) {
            files.add(place(part));
        }
        for (int i = 0; i < files.size(); i++) {
            if (!isFile(files.get(i))
                    || Files.size(files.get(i)) != parts.part(i).bytes()) {
                throw new Failure(ExitCode.USAGE, "the work is there, and its program is not: " + files.get(i));
            }
        }
        StoredParts stored = new StoredParts(parts, files);
        try {
            Program program = Program.parse(PartedFile.of(stored.first(), stored.rest(PartedFile.Part::new)));
            if (!program.sha256().equals(work.program().toHex())) {
                throw new Failure(
                        ExitCode.USAGE,
                        "the program in " + folder + " is another than the disputed one, which is "
                                + work.program().toHex());
            }
            return program;
        } catch (BadProgramException e) {
            throw new Failure(ExitCode.USAGE, "the program in " + folder + ": " + e.getMessage(), e);
        }
    }
}
