package sparecore.sandbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import sparecore.sandbox.Program;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Register;
import sparecore.sandbox.elf.RawElf;
import sparecore.sandbox.kernel.SystemCall;

/**
 * Compares strict, plain and (where installed) bubblewrap spawns of one program, which writes one byte and exits.
 *
 * <p>Strict and plain take turns, so that a busy moment of the machine hits both. Bubblewrap comes after them: the kernel takes
 * its namespaces down in the background, and would do so during the next run of another launcher.
 */
public final class SandboxBench {
    private static final Path BUBBLEWRAP = Path.of("/usr/bin/bwrap");

    private SandboxBench() {}

    /**
     * All figures, strict first, then plain.
     *
     * @param strictToPlainFirstByte median first byte, strict divided by plain
     * @param strictToPlainReaped median reaped, strict divided by plain
     */
    public record Result(List<Figures> figures, double strictToPlainFirstByte, double strictToPlainReaped) {
        /** Copies the list. */
        public Result {
            figures = List.copyOf(figures);
        }
    }

    /**
     * Runs {@code rounds} rounds of a program after {@code warmUpRounds} that don't count.
     *
     * @param program what the sandbox runs
     * @param file what the others run: the same, or what it was packed from
     */
    public static Result run(Sandbox sandbox, Program program, Path file, int warmUpRounds, int rounds) {
        Path path = file.toAbsolutePath();
        List<Figures> figures = new ArrayList<>(compare(pair(sandbox, program, path), warmUpRounds, rounds));
        if (Files.isExecutable(BUBBLEWRAP)) {
            figures.addAll(compare(Map.of("bubblewrap", bubblewrap(path)::run), warmUpRounds, rounds));
        }
        return result(figures);
    }

    /** Runs {@code rounds} rounds after {@code warmUpRounds} that don't count. */
    public static Result run(Sandbox sandbox, int warmUpRounds, int rounds) throws IOException {
        byte[] code = oneByte();
        Path file = Files.createTempFile(
                "sparecore-bench",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            Files.write(file, RawElf.of(code));
            return run(sandbox, Program.ofCode(code), file, warmUpRounds, rounds);
        } finally {
            Files.delete(file);
        }
    }

    private static byte[] oneByte() {
        return new Assembler()
                .moveRegister(Register.RSI, Register.RSP)
                .move(Register.RDI, 1)
                .move(Register.RDX, 1)
                .move(Register.RAX, SystemCall.WRITE)
                .systemCall()
                .systemCall(SystemCall.EXIT, 0)
                .bytes();
    }

    private static Map<String, Supplier<Times>> pair(Sandbox sandbox, Program program, Path file) {
        Map<String, Supplier<Times>> launchers = new LinkedHashMap<>();
        launchers.put("strict", new StrictSpawn(sandbox, program)::run);
        launchers.put("plain", new PlainSpawn(List.of(file.toString()))::run);
        return launchers;
    }

    private static PlainSpawn bubblewrap(Path file) {
        return new PlainSpawn(List.of(
                BUBBLEWRAP.toString(), "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", file.toString()));
    }

    private static List<Figures> compare(Map<String, Supplier<Times>> launchers, int warmUpRounds, int rounds) {
        Map<String, List<Times>> times = new LinkedHashMap<>();
        launchers.keySet().forEach(name -> times.put(name, new ArrayList<>()));
        for (int round = -warmUpRounds; round < rounds; round++) {
            boolean counts = round >= 0;
            launchers.forEach((name, launcher) -> {
                Times taken = launcher.get();
                if (counts) {
                    times.computeIfAbsent(name, key -> new ArrayList<>()).add(taken);
                }
            });
        }
        List<Figures> figures = new ArrayList<>();
        times.forEach((name, taken) -> figures.add(Figures.of(name, taken)));
        return figures;
    }

    private static Result result(List<Figures> figures) {
        Figures strict = figures.get(0);
        Figures plain = figures.get(1);
        return new Result(
                figures,
                strict.firstByteMedianMicros() / plain.firstByteMedianMicros(),
                strict.reapedMedianMicros() / plain.reapedMedianMicros());
    }
}
