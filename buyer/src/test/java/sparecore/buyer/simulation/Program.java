package sparecore.buyer.simulation;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.StoredParts;
import sparecore.result.Work;
import sparecore.seller.door.ProgramDesk;
import sparecore.seller.execution.Execution;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.programs.Delivery;
import sparecore.seller.programs.ProgramCache;
import sparecore.seller.programs.WrongDigestException;

/** The one program of all simulated jobs: every seller has it already, and nothing of it is ever run. */
final class Program {
    private static final byte[] BYTES = "program".getBytes(StandardCharsets.UTF_8);
    private static final PartList PARTS = PartList.whole(Digest.of(BYTES), BYTES.length);

    /** How long a run takes by the clock of its processor: long enough for windows to stay small, short for much to happen. */
    static final int RUN_MICROS_MIN = 20_000;

    static final int RUN_MICROS_MAX = 4_000_000;

    private static final ProgramDesk DESK = desk();

    private Program() {}

    private record Loaded(Digest digest, long sizeBytes, int heldBytes) implements LoadedProgram {}

    private static final class Runner implements ProgramRunner {
        @Override
        public LoadedProgram load(StoredParts file) {
            return new Loaded(file.list().part(0).digest(), BYTES.length, BYTES.length);
        }

        @Override
        public Execution start(LoadedProgram program, Work work) {
            throw new UnsupportedOperationException("nothing runs in a simulation");
        }
    }

    private static ProgramDesk desk() {
        try {
            Path folder = Files.createTempDirectory("sparecore-simulation");
            ProgramCache cache =
                    ProgramCache.open(folder, new Runner(), ProgramCache.DISK_BYTES_MIN, ProgramCache.MEMORY_BYTES_MAX);
            try (Delivery delivery = cache.begin(PARTS.part(0).digest(), PARTS)) {
                delivery.write(0, BYTES);
                delivery.finish();
            }
            try (var files = Files.walk(folder)) {
                files.forEach(file -> file.toFile().deleteOnExit());
            }
            return new ProgramDesk(cache, () -> Timeline.START_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (WrongDigestException
                | sparecore.seller.programs.NoRoomException
                | sparecore.seller.execution.UnfitProgramException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shared by all sellers. */
    static ProgramDesk shared() {
        return DESK;
    }

    /** Its parts, for a buyer that offers it. */
    static StoredParts find(Digest program) {
        return new StoredParts(PARTS, List.of(Path.of("none")));
    }

    static ByteString truth(Work work) {
        return ByteString.copyFromUtf8(
                "the answer to " + work.arguments().get(1).toStringUtf8());
    }

    /** Equal on every machine. */
    static long micros(Work work) {
        int spread = Math.floorMod(work.arguments().get(1).hashCode() * 7919, RUN_MICROS_MAX - RUN_MICROS_MIN);
        return RUN_MICROS_MIN + spread;
    }
}
