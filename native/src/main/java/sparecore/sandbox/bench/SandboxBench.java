package sparecore.sandbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import sparecore.sandbox.Program;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Register;
import sparecore.sandbox.elf.RawElf;
import sparecore.sandbox.kernel.SystemCall;

/**
 * Compares strict and plain spawns of some programs, and those of other sandboxes where they are installed. Each program writes
 * something and exits. For one thread.
 *
 * <p>First each launch comes after a rest, as one does that somebody waits for on an idle machine; all programs, strict and plain,
 * take turns in an order that changes, so that a busy moment hits all of them, and none always comes after the same. Then launches follow
 * each other, as in a job of many short fragments, strict and plain of one program in turns. The other sandboxes come last, one by one:
 * the kernel takes their namespaces down in the background, and would do so during the next run of another launcher.
 */
public final class SandboxBench implements AutoCloseable {
    private static final String STRICT = "strict";
    private static final String PLAIN = "plain";
    private static final String IN_A_ROW = ", in a row";

    /** Twice as long as a launcher waits before it prepares itself for the next run. */
    private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** The others take a hundred times as long, so that fewer rounds tell as much. */
    private static final int OTHERS_ROUNDS_MAX = 500;

    private static final int OTHERS_WARM_UP_ROUNDS_MAX = 20;

    private static final long ORDER_SEED = 1;

    private final List<Subject> subjects = new ArrayList<>();
    private Optional<Path> twoCalls = Optional.empty();

    /**
     * What is launched.
     *
     * @param name what it is called in the result
     * @param sandbox for it alone
     * @param program what the sandbox runs
     * @param file what the others run: the same, or what it was packed from
     */
    private record Subject(String name, Sandbox sandbox, Program program, Path file) {}

    /** A launcher of one subject, and what it took. */
    private record Launches(String subject, String launcher, Supplier<Times> launch, List<Times> taken) {
        Launches(String subject, String launcher, Supplier<Times> launch) {
            this(subject, launcher, launch, new ArrayList<>());
        }

        Figures figures() {
            return Figures.of(subject, launcher, taken);
        }
    }

    /** Adds a program of two system calls, in a {@code sandbox} that no other program uses. */
    public void addTwoCalls(Sandbox sandbox) throws IOException {
        byte[] code = oneByte();
        Path file = Files.createTempFile(
                "sparecore-bench",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        twoCalls = Optional.of(file);
        Files.write(file, RawElf.of(code));
        add("two calls", sandbox, Program.ofCode(code), file);
    }

    /**
     * Adds a program.
     *
     * @param name what it is called in the result
     * @param sandbox one that no other program uses
     * @param program what the sandbox runs
     * @param file what the others run: the same, or what it was packed from
     */
    public void add(String name, Sandbox sandbox, Program program, Path file) {
        subjects.add(new Subject(name, sandbox, program, file.toAbsolutePath()));
    }

    /**
     * Runs {@code rounds} rounds of each after {@code warmUpRounds} that don't count.
     *
     * @return the figures, by program
     * @throws IllegalStateException if a program writes nothing or fails
     */
    public List<Figures> run(int warmUpRounds, int rounds) throws IOException {
        List<Figures> figures = new ArrayList<>();
        List<Launches> rested = new ArrayList<>();
        for (Subject subject : subjects) {
            rested.addAll(strictAndPlain(subject, ""));
        }
        figures.addAll(inTurns(rested, warmUpRounds, rounds, REST_NANOS));
        for (Subject subject : subjects) {
            figures.addAll(inTurns(strictAndPlain(subject, IN_A_ROW), warmUpRounds, rounds, 0));
        }
        for (Subject subject : subjects) {
            try (OtherSandboxes others = OtherSandboxes.of(subject.file())) {
                others.commands()
                        .forEach((name, command) -> figures.addAll(inTurns(
                                List.of(new Launches(subject.name(), name + IN_A_ROW, new PlainSpawn(command)::run)),
                                Math.min(warmUpRounds, OTHERS_WARM_UP_ROUNDS_MAX),
                                Math.min(rounds, OTHERS_ROUNDS_MAX),
                                0)));
            }
        }
        return subjects.stream()
                .flatMap(subject ->
                        figures.stream().filter(figure -> figure.program().equals(subject.name())))
                .toList();
    }

    /** How long {@code figure} takes to its first byte, in terms of a plain spawn of the same program in the same manner, among {@code all}. */
    public static double toPlain(Figures figure, List<Figures> all) {
        String plain = PLAIN + (figure.launcher().endsWith(IN_A_ROW) ? IN_A_ROW : "");
        Figures yardstick = all.stream()
                .filter(one -> one.program().equals(figure.program()))
                .filter(one -> one.launcher().equals(plain))
                .findFirst()
                .orElseThrow();
        return figure.firstByteMedianMicros() / yardstick.firstByteMedianMicros();
    }

    /** Deletes what was made for it. The sandboxes are the caller's. */
    @Override
    public void close() throws IOException {
        if (twoCalls.isPresent()) {
            Files.deleteIfExists(twoCalls.get());
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

    private static List<Launches> strictAndPlain(Subject subject, String manner) {
        return List.of(
                new Launches(
                        subject.name(), STRICT + manner, new StrictSpawn(subject.sandbox(), subject.program())::run),
                new Launches(
                        subject.name(),
                        PLAIN + manner,
                        new PlainSpawn(List.of(subject.file().toString()))::run));
    }

    private static List<Figures> inTurns(List<Launches> launchers, int warmUpRounds, int rounds, long restNanos) {
        Random order = new Random(ORDER_SEED);
        List<Launches> shuffled = new ArrayList<>(launchers);
        for (int round = -warmUpRounds; round < rounds; round++) {
            Collections.shuffle(shuffled, order);
            for (Launches launches : shuffled) {
                rest(restNanos);
                Times taken = launches.launch().get();
                if (round >= 0) {
                    launches.taken().add(taken);
                }
            }
        }
        return launchers.stream().map(Launches::figures).toList();
    }

    private static void rest(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
