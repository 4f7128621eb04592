package sparecore.seller.programs;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;

/**
 * Program files in one folder, named by their digest, up to a number of bytes; the one that was used longest ago goes first. Not
 * thread-safe.
 */
final class ProgramFolder {
    private static final Logger log = LoggerFactory.getLogger(ProgramFolder.class);
    private static final String NAME = "[0-9a-f]{64}";

    private final Path folder;
    private final long bytesMax;

    /** Sizes, the least recently used first. */
    private final Map<Digest, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

    private long bytes;

    /** Opens the folder; what an earlier life left half written is removed. */
    ProgramFolder(Path folder, long bytesMax) throws IOException {
        this.folder = folder;
        this.bytesMax = bytesMax;
        Files.createDirectories(folder);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(found::add);
        }
        found.sort(Comparator.comparing(ProgramFolder::lastUse));
        for (Path file : found) {
            String name = String.valueOf(file.getFileName());
            if (name.matches(NAME)) {
                count(Digest.fromHex(name), Files.size(file));
            } else {
                Files.deleteIfExists(file);
            }
        }
        makeRoom(0);
    }

    private static FileTime lastUse(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /** Writes aside and renames, so that a file under its name is whole. A crash may lose it: its buyer sends it again. */
    void put(Digest digest, byte[] content) throws IOException {
        if (sizes.containsKey(digest)) {
            return;
        }
        makeRoom(content.length);
        Path fresh = folder.resolve(digest.toHex() + ".new");
        Files.write(fresh, content);
        Files.move(fresh, path(digest), StandardCopyOption.ATOMIC_MOVE);
        count(digest, content.length);
    }

    /** Reads a program; empty if it is not here, or no longer what its name says. */
    Optional<byte[]> get(Digest digest) throws IOException {
        if (sizes.get(digest) == null) {
            return Optional.empty();
        }
        try {
            byte[] content = Files.readAllBytes(path(digest));
            if (Digest.of(content).equals(digest)) {
                return Optional.of(content);
            }
            log.warn("the cached program {} was damaged on disk", digest.shortForm());
        } catch (NoSuchFileException e) {
            log.warn("the cached program {} is gone from the disk", digest.shortForm());
        }
        remove(digest);
        return Optional.empty();
    }

    long bytes() {
        return bytes;
    }

    private void makeRoom(long more) throws IOException {
        while (bytes + more > bytesMax && !sizes.isEmpty()) {
            remove(sizes.keySet().iterator().next());
        }
    }

    private void count(Digest digest, long size) {
        sizes.put(digest, size);
        bytes += size;
    }

    private void remove(Digest digest) throws IOException {
        Long size = sizes.remove(digest);
        bytes -= size == null ? 0 : size;
        Files.deleteIfExists(path(digest));
    }

    private Path path(Digest digest) {
        return folder.resolve(digest.toHex());
    }
}
