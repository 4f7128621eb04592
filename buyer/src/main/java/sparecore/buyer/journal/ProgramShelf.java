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
import java.util.ArrayList;
import java.util.List;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.PartList.Part;
import sparecore.content.StoredParts;

/**
 * The programs that this buyer has been given: a file for each of their parts, named by its digest, and for a program of several parts a list
 * of them under the program's own. What several programs use is there once. Thread-safe.
 */
public final class ProgramShelf {
    private static final String LIST = ".parts";
    /** How files begin that are not in their place yet; a digest does not. */
    static final String FRESH = "new";

    private final Path folder;

    /**
     * Opens the folder; what an earlier life left half written is removed.
     *
     * @throws IOException if the folder cannot be read or made
     */
    public ProgramShelf(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
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
        return new FreshPart(folder);
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
        settle(fresh, folder.resolve(program.toHex() + LIST));
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

    public boolean has(Digest program) {
        return Files.exists(path(program)) || Files.exists(folder.resolve(program.toHex() + LIST));
    }

    /** @throws IOException if there is no such program, or a part of it is gone or has another size */
    public StoredParts find(Digest program) throws IOException {
        Path list = folder.resolve(program.toHex() + LIST);
        if (!Files.exists(list)) {
            return stored(PartList.whole(program, Files.size(path(program))));
        }
        List<Part> parts = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(list, StandardCharsets.US_ASCII)) {
                String[] words = line.split(" ", 2);
                parts.add(new Part(Digest.fromHex(words[0]), Long.parseLong(words[1])));
            }
            return stored(new PartList(parts));
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
