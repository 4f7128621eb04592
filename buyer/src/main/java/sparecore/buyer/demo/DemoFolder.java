package sparecore.buyer.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.rig.ScratchFolder;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** Where the demo's daemons live: a folder that the caller wants to keep, or a temporary one. Any thread may close it. */
final class DemoFolder implements AutoCloseable {
    private static final String PICTURE = "picture.png";

    private final Path path;
    private final Optional<ScratchFolder> scratch;

    private DemoFolder(Path path, Optional<ScratchFolder> scratch) {
        this.path = path;
        this.scratch = scratch;
    }

    /** @throws Failure if the folder can't be had, or is not empty: old books would be counted as new */
    static DemoFolder open(@Nullable Path keep) {
        if (keep == null) {
            ScratchFolder scratch = new ScratchFolder();
            return new DemoFolder(scratch.path(), Optional.of(scratch));
        }
        try {
            Files.createDirectories(keep);
            try (Stream<Path> files = Files.list(keep)) {
                if (files.findAny().isPresent()) {
                    throw new Failure(ExitCode.USAGE, "--keep: the folder " + keep + " is not empty");
                }
            }
            return new DemoFolder(keep.toAbsolutePath(), Optional.empty());
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot use the folder " + keep + ": " + e, e);
        }
    }

    Path path() {
        return path;
    }

    /** Writes the picture to a place where it stays: the folder that is kept, or the build's, or a temporary file. */
    Path savePicture(byte[] png, Path buildFolder) {
        try {
            return Files.write(picture(buildFolder), png);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot write the picture: " + e, e);
        }
    }

    private Path picture(Path buildFolder) throws IOException {
        if (scratch.isEmpty()) {
            return path.resolve(PICTURE);
        }
        return Files.isWritable(buildFolder)
                ? buildFolder.resolve(PICTURE)
                : Files.createTempFile("sparecore-picture", ".png");
    }

    /** Removes a temporary folder. */
    @Override
    public void close() {
        scratch.ifPresent(ScratchFolder::close);
    }
}
