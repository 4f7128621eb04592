package sparecore.seller.confinement;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sparecore.content.Digest;
import sparecore.content.StoredParts;
import sparecore.result.RunLimits;
import sparecore.result.Work;
import sparecore.sandbox.HostClass;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Program;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.image.PartedFile;
import sparecore.seller.execution.Execution;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.execution.UnfitProgramException;
import sparecore.slot.Abi;
import sparecore.slot.SlotClass;

/** Runs programs in the sandbox, each in a fresh process, with an empty environment. Thread-safe. */
public final class SandboxRunner implements ProgramRunner {
    private final Sandbox sandbox;

    /** @param sandbox stays the caller's to close */
    public SandboxRunner(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    /** What a machine of this kind offers to programs. */
    public static SlotClass slotClass(HostClass host) {
        Set<Abi> abis = host.dispatchesCalls() ? EnumSet.of(Abi.RAW, Abi.LINUX) : EnumSet.of(Abi.RAW);
        return new SlotClass(abis, host.cpuLevel(), host.faultsCpuid());
    }

    private record SandboxProgram(Program program, Digest digest) implements LoadedProgram {
        @Override
        public long sizeBytes() {
            return program.sizeBytes();
        }

        @Override
        public int heldBytes() {
            return program.file().front().length;
        }
    }

    @Override
    public LoadedProgram load(StoredParts file) throws UnfitProgramException, IOException {
        try {
            Program program = Program.parse(PartedFile.of(file.first(), file.rest(PartedFile.Part::new)));
            sandbox.requireRuns(program);
            return new SandboxProgram(program, Digest.fromHex(program.sha256()));
        } catch (BadProgramException e) {
            throw new UnfitProgramException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Execution start(LoadedProgram program, Work work) throws UnfitProgramException {
        if (!(program instanceof SandboxProgram loaded)) {
            throw new IllegalArgumentException("a program of another runner");
        }
        try {
            Invocation invocation = new Invocation(
                    arguments(work.arguments()), Map.of(), work.input().toByteArray());
            return new SandboxExecution(sandbox.start(loaded.program(), limits(work.limits()), invocation));
        } catch (BadProgramException | IllegalArgumentException e) {
            throw new UnfitProgramException(String.valueOf(e.getMessage()));
        }
    }

    /** The protocol allows more time on the clock than the sandbox; each seller cuts it alike, so that results stay equal. */
    private static Limits limits(RunLimits asked) {
        return new Limits(
                asked.memoryBytes(),
                asked.cpuSeconds(),
                asked.outputBytes(),
                asked.errorBytes(),
                Duration.ofMillis(Math.min(asked.wallMillis(), Limits.WALL_TIME_MAX.toMillis())));
    }

    /** The sandbox takes text, and gives the program its UTF-8. */
    private static List<String> arguments(List<ByteString> bytes) throws UnfitProgramException {
        List<String> arguments = new ArrayList<>(bytes.size());
        for (ByteString argument : bytes) {
            arguments.add(text(argument.asReadOnlyByteBuffer()));
        }
        return arguments;
    }

    private static String text(ByteBuffer bytes) throws UnfitProgramException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new UnfitProgramException("an argument is not UTF-8 text: put other bytes on standard input");
        }
    }
}
