package sparecore.seller.demonstration;

import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.seller.execution.Candour;
import sparecore.seller.execution.RunEnd;

/** Breaks the promises that a seller makes of its results, in one of several ways. Thread-safe. */
public final class FalseSeals implements Candour {
    /** How a seller cheats. */
    public enum Way {
        /** It does not, but lets others read what it has committed to. */
        KEPT,
        /** It never shows what it has committed to. */
        NEVER_SHOWN,
        /** It shows something else. */
        BROKEN,
        /** It commits to what another has committed to, where it can read that, and shows the truth. */
        COPIED;

        /** As its owner writes it: never-shown. */
        public static Way parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    private final Way way;
    private final @Nullable Path file;

    /** @param file where commitments can be read: each line a work and its seal, in hexadecimal digits; null for none */
    public FalseSeals(Way way, @Nullable Path file) {
        this.way = way;
        this.file = file;
    }

    @Override
    public synchronized Digest seal(Digest work, Digest honest) {
        Path shared = file;
        if (shared == null) {
            return honest;
        }
        try {
            if (way == Way.COPIED) {
                return copied(shared, work).orElse(honest);
            }
            Files.writeString(
                    shared,
                    work.toHex() + " " + honest.toHex() + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            return honest;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use the file of commitments", e);
        }
    }

    private static Optional<Digest> copied(Path shared, Digest work) throws IOException {
        if (!Files.exists(shared)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(shared);
        return lines.stream()
                .filter(line -> line.startsWith(work.toHex() + " ") && line.length() == 4 * Digest.BYTES + 1)
                .findFirst()
                .map(line -> Digest.fromHex(line.substring(2 * Digest.BYTES + 1)));
    }

    @Override
    public Optional<RunEnd.Completed> shown(Digest work, RunEnd.Completed run) {
        return switch (way) {
            case KEPT, COPIED -> Optional.of(run);
            case NEVER_SHOWN -> Optional.empty();
            case BROKEN -> Optional.of(other(work, run));
        };
    }

    private static RunEnd.Completed other(Digest work, RunEnd.Completed run) {
        byte[] output = FalsifyingRunner.otherThan(run.output().toByteArray(), new Random(work.hashCode()));
        return new RunEnd.Completed(
                run.ending(),
                run.exitCode(),
                run.signal(),
                UnsafeByteOperations.unsafeWrap(output),
                run.error(),
                run.cpuMicros());
    }
}
