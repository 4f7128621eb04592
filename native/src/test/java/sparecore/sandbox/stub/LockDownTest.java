package sparecore.sandbox.stub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.sandbox.elf.CallDispatch;

final class LockDownTest {
    private static final long STUB = 0x10000;
    private static final long STACK = 0x3f_0000_0000L - (1 << 20);
    private static final CallDispatch DISPATCH = new CallDispatch(
            0x2_0100, 0x2_0010, 0x2_0000, 0x100, 0x7_0000, 64 << 10, 8 << 20, CallDispatch.CPU_LEVEL_MIN, true);
    private static final Set<Layer> ALL = Set.of(Layer.CPUID_FAULT, Layer.FIRST_TO_DIE, Layer.IDLE_SCHEDULING);

    @Test
    void stepsComeInTheOrderThatTheyNeed() {
        List<String> names = LockDown.write(order(ALL, List.of())).steps().stream()
                .map(Step::name)
                .toList();
        assertThat(names)
                .containsExactly(
                        "close all other descriptors",
                        "die with the parent",
                        "parent still alive",
                        "open oom_score_adj",
                        "write oom_score_adj",
                        "close oom_score_adj",
                        "limit of FILE_SIZE",
                        "limit of CORE",
                        "limit of LOCKED_MEMORY",
                        "limit of PENDING_SIGNALS",
                        "limit of MESSAGE_QUEUES",
                        "name of the process",
                        "no new privileges",
                        "not dumpable",
                        "fault on RDTSC",
                        "fault on CPUID",
                        "map memory",
                        "unmap what is not ours",
                        "report the template",
                        "launcher still listens",
                        "receive the standard streams",
                        "make a process",
                        "close all other descriptors",
                        "report the process",
                        "take standard input",
                        "close all other descriptors",
                        "die with the parent",
                        "parent still alive",
                        "limit of CPU",
                        "limit of PROCESSES",
                        "limit of OPEN_FILES",
                        "name of the process",
                        "read the start block",
                        "name of the process",
                        "idle scheduling",
                        "enter seccomp strict mode",
                        "report ready");
    }

    @Test
    void leavesOutOptionalLayersOnlyWhenTold() {
        List<Layer> layers = LockDown.write(order(Set.of(), List.of())).steps().stream()
                .map(Step::layer)
                .distinct()
                .toList();
        List<Layer> mandatory =
                Arrays.stream(Layer.values()).filter(layer -> !layer.optional()).toList();
        assertThat(layers).containsExactlyInAnyOrderElementsOf(mandatory);
    }

    @Test
    void callsAreDispatchedRightBeforeStrictModeAndOnlyForWhoeverAsks() {
        List<String> names = LockDown.write(order(ALL, List.of(), Optional.of(DISPATCH))).steps().stream()
                .map(Step::name)
                .toList();
        assertThat(names.subList(names.indexOf("unmap what is not ours"), names.size()))
                .containsSequence(
                        "unmap what is not ours",
                        "stack of the signal handler",
                        "signal handler",
                        "report the template")
                .endsWith("idle scheduling", "dispatch system calls", "enter seccomp strict mode", "report ready");
    }

    @Test
    void theLargestProgramStillFits() {
        List<Mapping> zeros = new ArrayList<>();
        List<EarlyPages> early = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            zeros.add(new Mapping(0x40_0000 + i * 0x4000L, 0x1000, 3));
            early.add(new EarlyPages(0x1_0000_0000L + i * 0x8000L, 0x4000, false));
            early.add(new EarlyPages(0x1_0000_4000L + i * 0x8000L, 0x4000, true));
        }
        early.add(new EarlyPages(STACK, 0x1000, true));
        early.add(new EarlyPages(STACK + 0x1000, 0x1000, true));
        Stub stub = LockDown.write(order(ALL, zeros, early, Optional.of(DISPATCH)));
        assertThat(stub.bytes().length).isLessThanOrEqualTo(Stub.BYTES_MAX);
        assertThat(stub.entry()).isBetween(STUB, STUB + Stub.BYTES_MAX - 1);
    }

    @Test
    void disassemblesToTheOrderedCalls(@TempDir Path folder) throws Exception {
        Path objdump = Path.of("/usr/bin/objdump");
        Assumptions.assumeTrue(Files.isExecutable(objdump), "objdump is not installed (package binutils)");
        Stub stub = LockDown.write(order(ALL, List.of()));
        int start = (int) (stub.entry() - STUB);
        Path file = Files.write(folder.resolve("stub"), Arrays.copyOfRange(stub.bytes(), start, stub.bytes().length));
        String text = run(objdump.toString(), "-D", "-b", "binary", "-mi386:x86-64", "-Mintel", file.toString());
        assertThat(text).doesNotContain("(bad)");
        List<String> calls = new ArrayList<>();
        String previous = "";
        for (String line : text.lines().toList()) {
            String instruction = line.substring(line.lastIndexOf('\t') + 1).trim();
            if (instruction.equals("syscall")) {
                calls.add(previous.replaceAll(".*,", ""));
            }
            previous = instruction;
        }
        calls.removeIf(number -> number.equals("0x3c")); // the exits of failed steps
        assertThat(calls.get(0)).isEqualTo("0x1b4"); // close_range
        assertThat(calls.get(calls.size() - 2)).isEqualTo("0x9d"); // prctl: seccomp
        assertThat(calls.get(calls.size() - 1)).isEqualTo("0x1"); // write: ready
        assertThat(text.lines().reduce("", (first, second) -> second))
                .contains("jmp")
                .contains("r11");
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return text;
    }

    private static StubOrder order(Set<Layer> optional, List<Mapping> zeros) {
        return order(optional, zeros, Optional.empty());
    }

    private static StubOrder order(Set<Layer> optional, List<Mapping> zeros, Optional<CallDispatch> dispatch) {
        List<EarlyPages> early = List.of(new EarlyPages(STACK, 4096, true), new EarlyPages(0x20_0000, 4096, false));
        return order(optional, zeros, early, dispatch);
    }

    private static StubOrder order(
            Set<Layer> optional, List<Mapping> zeros, List<EarlyPages> early, Optional<CallDispatch> dispatch) {
        List<Mapping> mappings = new ArrayList<>(zeros);
        mappings.add(new Mapping(STACK, 1 << 20, 3));
        return new StubOrder(
                STUB,
                optional,
                4711,
                60,
                List.of(new Mapping(0x20_0000, 0x1000, 5)),
                mappings,
                early,
                0x3f_0000_0000L - 4096,
                4096,
                0x20_0000,
                dispatch);
    }
}
