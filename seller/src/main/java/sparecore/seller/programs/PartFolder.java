package sparecore.seller.programs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.content.PartList.Part;

/**
 * Parts of programs in one folder, named by their digest, up to a number of bytes, with those that are just coming in. The one that was used
 * longest ago goes first; one that is held never goes. Not thread-safe.
 */
final class PartFolder {
    private static final Logger log = LoggerFactory.getLogger(PartFolder.class);
    private static final String NAME = "[0-9a-f]{64}";
    private static final int CHUNK_BYTES = 256 << 10;

    private final Path folder;
    private final long bytesMax;

    /** Sizes, the least recently used first. */
    private final Map<Digest, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);

    /** How often each is held. */
    private final Map<Digest, Integer> holds = new HashMap<>();

    /** Whose bytes have been checked since the seller began. */
    private final Set<Digest> checked = new HashSet<>();

    /** Of whole parts and of those that are coming in. */
    private long bytes;

    private long freshNumber;

    /** Opens the folder; what an earlier life left half written is removed. */
    PartFolder(Path folder, long bytesMax) throws IOException {
        this.folder = folder;
        this.bytesMax = bytesMax;
        Files.createDirectories(folder);
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            files.forEach(found::add);
        }
        found.sort(Comparator.comparing(PartFolder::lastUse));
        for (Path file : found) {
            String name = String.valueOf(file.getFileName());
            if (name.matches(NAME)) {
                sizes.put(Digest.fromHex(name), Files.size(file));
                bytes += Files.size(file);
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

    /** Whether a part is here, with the bytes that its name says. The first look at one reads all of it. */
    boolean has(Part part) throws IOException {
        Long size = sizes.get(part.digest());
        if (size == null || size != part.bytes()) {
            return false;
        }
        if (checked.contains(part.digest())) {
            return true;
        }
        Optional<Digest> found = digestOnDisk(part.digest());
        if (found.isPresent() && found.get().equals(part.digest())) {
            checked.add(part.digest());
            return true;
        }
        log.warn(
                "the cached part {} was damaged on disk, or is gone",
                part.digest().shortForm());
        remove(part.digest());
        return false;
    }

    private Optional<Digest> digestOnDisk(Digest part) throws IOException {
        MessageDigest digest = Digest.sha256();
        try (InputStream in = Files.newInputStream(path(part))) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return Optional.of(Digest.finish(digest));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The next look at the part reads it again. */
    void distrust(Digest part) {
        checked.remove(part);
    }

    /** Keeps a part from going; {@link #release} must follow. */
    void hold(Digest part) {
        holds.merge(part, 1, Integer::sum);
    }

    void release(Digest part) {
        holds.computeIfPresent(part, (digest, count) -> count == 1 ? null : count - 1);
    }

    /** Where a part is. */
    Path path(Digest part) {
        return folder.resolve(part.toHex());
    }

    /** A file for a part that comes in: aside, so that a file under its name is whole. */
    Path fresh(Digest part) {
        return folder.resolve(part.toHex() + "." + freshNumber++ + ".new");
    }

    /**
     * Makes room for some bytes of a part that comes in, and counts them.
     *
     * @return false if so much is held that there is none
     */
    boolean take(long more) throws IOException {
        if (!makeRoom(more)) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Bytes that came in are gone again. */
    void giveBack(long fewer) {
        bytes -= fewer;
    }

    /** Puts a part in its place whose bytes are all in {@code fresh}, and right. A crash may lose it: its buyer sends it again. */
    void keep(Path fresh, Part part) throws IOException {
        Files.move(fresh, path(part.digest()), StandardCopyOption.ATOMIC_MOVE);
        Long before = sizes.put(part.digest(), part.bytes());
        bytes -= before == null ? 0 : before;
        checked.add(part.digest());
    }

    /** Removes a part, unless it is held. */
    void drop(Digest part) throws IOException {
        if (!holds.containsKey(part)) {
            remove(part);
        }
    }

    long bytes() {
        return bytes;
    }

    private boolean makeRoom(long more) throws IOException {
        List<Digest> free =
                sizes.keySet().stream().filter(part -> !holds.containsKey(part)).toList();
        for (Digest part : free) {
            if (bytes + more <= bytesMax) {
                break;
            }
            remove(part);
        }
        return bytes + more <= bytesMax;
    }

    private void remove(Digest part) throws IOException {
        Long size = sizes.remove(part);
        bytes -= size == null ? 0 : size;
        checked.remove(part);
        Files.deleteIfExists(path(part));
    }
}
