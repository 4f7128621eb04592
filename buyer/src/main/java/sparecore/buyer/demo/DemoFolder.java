package sparecore.buyer.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** Where the demo's daemons live: a folder that the caller wants to keep, or a temporary one. Any thread may close it. */
final class DemoFolder implements AutoCloseable {
    private static final String PICTURE = "picture.png";

    private final Path path;
    private final boolean temporary;

    private DemoFolder(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
    }

    /** @throws Failure if the folder can't be had, or is not empty: old books would be counted as new */
    static DemoFolder open(@Nullable Path keep) {
        try {
            if (keep == null) {
                return new DemoFolder(Files.createTempDirectory("sparecore"), true);
            }
            Files.createDirectories(keep);
            try (Stream<Path> files = Files.list(keep)) {
                if (files.findAny().isPresent()) {
                    throw new Failure(ExitCode.USAGE, "--keep: the folder " + keep + " is not empty");
                }
            }
            return new DemoFolder(keep.toAbsolutePath(), false);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot make a folder for the demo: " + e, e);
        }
    }

    Path path() {
        return path;
    }

    /** Writes the picture to a place where it stays. */
    Path savePicture(byte[] png) {
        try {
            Path place = temporary ? Files.createTempFile("sparecore-picture", ".png") : path.resolve(PICTURE);
            return Files.write(place, png);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot write the picture: " + e, e);
        }
    }

    /** Removes a temporary folder. */
    @Override
    public void close() {
        if (!temporary || !Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }
}
