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
 * Compares strict and plain spawns of one program, and those of other sandboxes where they are installed. The program writes
 * something and exits.
 *
 * <p>Strict and plain take turns, so that a busy moment of the machine hits both. The others come after them, one by one: the kernel
 * takes their namespaces down in the background, and would do so during the next run of another launcher.
 */
public final class SandboxBench {
    /** The others take a hundred times as long, so that fewer rounds tell as much. */
    private static final int OTHERS_ROUNDS_MAX = 500;

    private static final int OTHERS_WARM_UP_ROUNDS_MAX = 20;

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
     * @throws IOException if there is no room for a temporary copy
     */
    public static Result run(Sandbox sandbox, Program program, Path file, int warmUpRounds, int rounds)
            throws IOException {
        Path path = file.toAbsolutePath();
        List<Figures> figures = new ArrayList<>(compare(pair(sandbox, program, path), warmUpRounds, rounds));
        try (OtherSandboxes others = OtherSandboxes.of(path)) {
            others.commands()
                    .forEach((name, command) -> figures.addAll(compare(
                            Map.of(name, new PlainSpawn(command)::run),
                            Math.min(warmUpRounds, OTHERS_WARM_UP_ROUNDS_MAX),
                            Math.min(rounds, OTHERS_ROUNDS_MAX))));
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
