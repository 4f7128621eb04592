package sparecore.seller.programs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.StoredParts;

/**
 * The programs of disputed results, each in a folder of its own beside the cache: its parts, which are the cache's own files under a second
 * name, and a list of them that is written last. Bounded in number and bytes, so that hostile buyers cannot fill the disk; whatever was
 * kept longest ago goes first. Thread-safe; blocks on the disk.
 */
public final class KeptPrograms {
    static final int PROGRAMS_MAX = 64;

    /** Of one program: larger ones are not kept. */
    static final long PROGRAM_BYTES_MAX = 128L << 20;

    static final long BYTES_MAX = 512L << 20;

    private static final Logger log = LoggerFactory.getLogger(KeptPrograms.class);
    private static final String LIST = "parts";
    private static final String NAME = "[0-9a-f]{64}";

    private final Path folder;

    private final LongSupplier nowMillis;

    /** @param folder is made when something is to be kept; on the cache's disk */
    public KeptPrograms(Path folder, LongSupplier nowMillis) {
        this.folder = folder;
        this.nowMillis = nowMillis;
    }

    /** Keeps a program, as far as there is room, and if its parts are still there. */
    public synchronized void keep(Digest program, StoredParts parts) {
        if (parts.list().bytes() > PROGRAM_BYTES_MAX) {
            return;
        }
        Path place = place(program);
        try {
            if (Files.exists(place.resolve(LIST))) {
                Files.setLastModifiedTime(place, FileTime.fromMillis(nowMillis.getAsLong()));
                return;
            }
            remove(place);
            Files.createDirectories(place);
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < parts.list().size(); i++) {
                PartList.Part part = parts.list().part(i);
                Path own = place.resolve(part.digest().toHex());
                if (!Files.exists(own)) {
                    link(own, parts.files().get(i));
                }
                lines.append(part.digest().toHex())
                        .append(' ')
                        .append(part.bytes())
                        .append('\n');
            }
            Files.writeString(place.resolve(LIST), lines);
            makeRoom();
        } catch (IOException e) {
            log.warn("the disputed program {} is not kept: {}", program.shortForm(), e.toString());
        }
    }

    /** What was kept of this program; nothing if it had to go. @throws IOException if it cannot be read */
    public synchronized Optional<StoredParts> find(Digest program) throws IOException {
        Path place = place(program);
        if (!Files.exists(place.resolve(LIST))) {
            return Optional.empty();
        }
        List<PartList.Part> parts = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (String line : Files.readAllLines(place.resolve(LIST))) {
            String[] words = line.split(" ", 2);
            parts.add(new PartList.Part(Digest.fromHex(words[0]), Long.parseLong(words[1])));
            files.add(place.resolve(words[0]));
        }
        return Optional.of(new StoredParts(new PartList(parts), files));
    }

    private Path place(Digest program) {
        return folder.resolve(program.toHex());
    }

    private static void link(Path own, Path from) throws IOException {
        try {
            Files.createLink(own, from);
        } catch (UnsupportedOperationException e) {
            Files.copy(from, own);
        }
    }

    private void makeRoom() throws IOException {
        List<Path> kept = new ArrayList<>();
        try (DirectoryStream<Path> places = Files.newDirectoryStream(folder)) {
            for (Path place : places) {
                if (String.valueOf(place.getFileName()).matches(NAME)) {
                    kept.add(place);
                }
            }
        }
        kept.sort(Comparator.comparing(KeptPrograms::age).reversed());
        long bytes = 0;
        for (int i = 0; i < kept.size(); i++) {
            bytes += bytes(kept.get(i));
            if (i >= PROGRAMS_MAX || bytes > BYTES_MAX) {
                remove(kept.get(i));
            }
        }
    }

    private static FileTime age(Path place) {
        try {
            return Files.getLastModifiedTime(place);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static long bytes(Path place) throws IOException {
        long bytes = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(place)) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    private static void remove(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return;
        }
        // The list first: what has none counts as not kept.
        Files.deleteIfExists(place.resolve(LIST));
        try (Stream<Path> files = Files.list(place)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(place);
    }
}
