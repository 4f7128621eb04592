package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Program;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;
import sparecore.sandbox.elf.BadProgramException;

/** Runs ordinary programs natively, and packed in the sandbox, which is open while a class of tests runs. */
final class Sandboxed implements BeforeAllCallback, AfterAllCallback {
    private static final long SECONDS_MAX = 100;
    private static final Limits LIMITS =
            Limits.DEFAULT.withMemoryBytes(1L << 30).withOutputBytes(64 << 20).withCpuSeconds(100);

    private static final int RECENT = 4;

    private final Map<List<Object>, Program> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<Object>, Program> eldest) {
            return size() > RECENT;
        }
    };
    private @Nullable Sandbox opened;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        opened = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false));
    }

    private Sandbox sandbox() {
        return Objects.requireNonNull(opened, "it is open from beforeAll to afterAll");
    }

    /** As the buyer sees it. */
    Ran run(Path program, PackOptions options, byte[] input, String... arguments) throws Exception {
        Transcript transcript = transcript(program, options, input, arguments);
        ProgramEnd end = transcript.end().orElseThrow();
        int status = end.way() == ProgramEnd.Way.EXITED ? end.value() : 128 + end.value();
        return new Ran(status, transcript.output(), transcript.error());
    }

    Transcript transcript(Path program, PackOptions options, byte[] input, String... arguments) throws Exception {
        return Transcript.read(report(program, options, input, arguments).output(), null);
    }

    /** As the seller sees it. */
    RunReport report(Path program, PackOptions options, byte[] input, String... arguments) throws Exception {
        return report(parsed(program, options), LIMITS, input, program.toString(), arguments);
    }

    RunReport report(byte[] packed, Limits limits, byte[] input, String name, String... arguments) throws Exception {
        return report(Program.parse(packed), limits, input, name, arguments);
    }

    RunReport report(Program packed, Limits limits, byte[] input, String name, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(name));
        words.addAll(List.of(arguments));
        return sandbox().run(packed, limits, new Invocation(words, Map.of(), input));
    }

    /** Ready to run. The last few are kept, since one program has many tests. */
    synchronized Program parsed(Path program, PackOptions options) throws Exception {
        List<Object> key = List.of(program, options);
        Program known = recent.get(key);
        if (known == null) {
            known = Program.parse(pack(program, options));
            recent.put(key, known);
        }
        return known;
    }

    RunReport report(Program program, byte[] input, String... words) throws Exception {
        return sandbox().run(program, LIMITS, new Invocation(List.of(words), Map.of(), input));
    }

    /**
     * Whether this machine can't run {@code program} as every other does, since it can't catch CPUID and the packer left one. Then it must
     * refuse it.
     */
    boolean mustRefuse(Path program, PackOptions options) throws Exception {
        if (sandbox().hostClass().faultsCpuid()) {
            return false;
        }
        byte[] packed = pack(program, options);
        if (!Needs.of(packed, packed.length).asksCpuid()) {
            return false;
        }
        assertThatThrownBy(() -> run(program, options, new byte[0]))
                .isInstanceOfSatisfying(
                        BadProgramException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(BadProgramException.Reason.HOST_LACKS));
        return true;
    }

    static byte[] pack(Path program, PackOptions options) throws Exception {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        Packer.pack(String.valueOf(program.getFileName()), Files.readAllBytes(program), options)
                .write(whole::write);
        return whole.toByteArray();
    }

    /** The same program, as it is, in an empty folder and with an empty environment. */
    static Ran natively(Path program, Path folder, byte[] input, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(program.toString()));
        words.addAll(List.of(arguments));
        Path output = Files.createTempFile("native", ".out");
        Path error = Files.createTempFile("native", ".err");
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().clear();
        Process process = builder.redirectOutput(output.toFile())
                .redirectError(error.toFile())
                .start();
        try {
            feed(process, input);
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            return new Ran(process.exitValue(), Files.readAllBytes(output), Files.readAllBytes(error));
        } finally {
            process.destroyForcibly();
            Files.delete(output);
            Files.delete(error);
        }
    }

    private static void feed(Process process, byte[] input) {
        try (OutputStream standardInput = process.getOutputStream()) {
            standardInput.write(input);
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("Broken pipe|Stream closed"); // it does not read its input
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        sandbox().close();
    }
}
