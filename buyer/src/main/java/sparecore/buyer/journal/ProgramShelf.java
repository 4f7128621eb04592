package sparecore.buyer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.PartList.Part;
import sparecore.content.StoredParts;

/**
 * The programs that this buyer has been given: a file for each of their parts, named by its digest, and for a program of several parts a list
 * of them under the program's own. What several programs use is there once.
 *
 * <p>When they take more than the shelf may have, those go that were not used for the longest time, except what open jobs need and what was used
 * in the last ten minutes: it may be on its way into a job. A file's time of modification is that of its last use. Thread-safe.
 */
public final class ProgramShelf {
    static final String LIST = ".parts";
    /** How files begin that are not in their place yet; a digest does not. */
    static final String FRESH = "new";
    /** Disk space unless the owner says otherwise, and the least that may be said: a large program with its files fits twice. */
    public static final long BYTES_DEFAULT = 4L << 30;

    public static final long BYTES_MIN = 1L << 30;
    /** An upload takes less, and the job comes right behind it. */
    static final long FRESH_MILLIS = 600_000;

    private final Path folder;
    private final long bytesMost;
    private final Clock clock;

    /**
     * Opens the folder; what an earlier life left half written is removed.
     *
     * @param bytesMost what {@link #makeRoom} leaves of what is not needed
     * @throws IOException if the folder cannot be read or made
     */
    public ProgramShelf(Path folder, long bytesMost, Clock clock) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.bytesMost = bytesMost;
        this.clock = clock;
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, FRESH + "*")) {
            for (Path half : left) {
                Files.deleteIfExists(half);
            }
        }
    }

    /** Keeps a part that is in memory; a program without files is one. It is on disk when this returns. */
    public Digest keepPart(byte[] content) throws IOException {
        try (FreshPart part = freshPart()) {
            part.write(content);
            return part.keep().digest();
        }
    }

    /** A part that comes in piece by piece. */
    public FreshPart freshPart() throws IOException {
        return new FreshPart(this, folder);
    }

    /** Notes that a file is used now. */
    void use(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(clock.millis()));
    }

    /**
     * Removes what there is too much of, see above; what cannot be removed stays.
     *
     * @param needed the programs of open jobs
     */
    public synchronized void makeRoom(Set<Digest> needed) throws IOException {
        ShelfSweep.sweep(folder, bytesMost, clock.millis() - FRESH_MILLIS, needed);
    }

    /**
     * Gives a program its name, when all of its parts are kept. The list is on disk when this returns.
     *
     * @param program the digest of the whole
     */
    public void name(Digest program, PartList parts) throws IOException {
        if (parts.size() == 1) {
            return;
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts.parts()) {
            text.append(part.digest().toHex()).append(' ').append(part.bytes()).append('\n');
        }
        Path fresh = Files.createTempFile(folder, FRESH, "");
        write(fresh, text.toString().getBytes(StandardCharsets.US_ASCII));
        Path place = folder.resolve(program.toHex() + LIST);
        synchronized (this) {
            settle(fresh, place);
            use(place);
        }
    }

    static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Puts a file that is on disk in its place. */
    static void settle(Path fresh, Path place) throws IOException {
        Files.move(fresh, place, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel entry =
                FileChannel.open(Path.of(String.valueOf(place.getParent())), StandardOpenOption.READ)) {
            // The name, too, must survive a loss of power (fsync(2)).
            entry.force(true);
        }
    }

    /** Whether it is there as a whole; it counts as used then. */
    public boolean has(Digest program) {
        try {
            find(program);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The program, which counts as used.
     *
     * @throws IOException if there is no such program, or a part of it is gone or has another size
     */
    public synchronized StoredParts find(Digest program) throws IOException {
        Path list = folder.resolve(program.toHex() + LIST);
        StoredParts found = stored(partsOf(program));
        for (Path file : found.files()) {
            use(file);
        }
        if (Files.exists(list)) {
            use(list);
        }
        return found;
    }

    private PartList partsOf(Digest program) throws IOException {
        Path list = folder.resolve(program.toHex() + LIST);
        return Files.exists(list) ? readList(list) : PartList.whole(program, Files.size(path(program)));
    }

    /** @throws IOException if it cannot be read as a list */
    static PartList readList(Path list) throws IOException {
        List<Part> parts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(list, StandardCharsets.US_ASCII)) {
                String[] words = line.split(" ", 2);
                parts.add(new Part(Digest.fromHex(words[0]), Long.parseLong(words[1])));
            }
            return new PartList(parts);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new IOException("the list of a program's parts is damaged: " + list, e);
        }
    }

    /** A part as it should be on disk; sellers check the bytes themselves. */
    private StoredParts stored(PartList parts) throws IOException {
        StoredParts stored = places(parts);
        for (int i = 0; i < parts.size(); i++) {
            Path file = stored.files().get(i);
            if (Files.size(file) != parts.part(i).bytes()) {
                throw new IOException("the program file " + file + " is damaged");
            }
        }
        return stored;
    }

    /** Where these parts are, or would be. */
    public StoredParts places(PartList parts) {
        return new StoredParts(
                parts, parts.parts().stream().map(part -> path(part.digest())).toList());
    }

    Path path(Digest part) {
        return folder.resolve(part.toHex());
    }
}
