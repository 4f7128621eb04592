package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The runtime's table of calls against what the error programs make of it, which {@link ConformanceTest} compares with the kernel's answers:
 * no call gets into the table without a case in which it fails.
 */
final class EmulatedCallsTest {
    private static final Path TABLE = Path.of(System.getProperty("sparecore.root"), "buyer/runtime/dispatch/calls.c");
    private static final Pattern ENTRY = Pattern.compile("\\bCALL_([A-Z0-9_]+) = (\\d+)");
    private static final int ERRNO_MAX = 4095;
    private static final byte[] NOTHING = {};

    /** What the manual pages say of these is that they always succeed, or do not return. */
    private static final Set<String> CANNOT_FAIL = Set.of(
            "alarm",
            "brk", // it answers where the break is
            "exit_group",
            "getegid",
            "geteuid",
            "getgid",
            "getpgrp",
            "getpid",
            "getppid",
            "gettid",
            "getuid",
            "munlockall",
            "sched_yield",
            "set_tid_address",
            "sync",
            "umask");

    /** Those two end the thread that makes them: {@code bad_return} and every program's last thread. */
    private static final Set<String> NEVER_RETURN = Set.of("exit", "rt_sigreturn");

    @RegisterExtension
    private static final Sandboxed sandbox = new Sandboxed();

    private static Map<Integer, String> table() throws IOException {
        Map<Integer, String> table = new TreeMap<>();
        Matcher entries = ENTRY.matcher(Files.readString(TABLE));
        while (entries.find()) {
            table.put(Integer.parseInt(entries.group(2)), entries.group(1).toLowerCase(Locale.ROOT));
        }
        return table;
    }

    /** Keeps the calls of a traced run. */
    private static final class Calls implements FrameSink {
        private final Set<Integer> made = new TreeSet<>();
        private final Set<Integer> failed = new TreeSet<>();
        private final List<String> lines = new ArrayList<>();

        @Override
        public void trace(TracedCall call) {
            made.add(call.call());
            lines.add(call.describe().replaceFirst("\\(.*\\)", ""));
            if (call.result() < 0 && call.result() >= -ERRNO_MAX) {
                failed.add(call.call());
            }
        }

        @Override
        public void output(byte[] bytes, int from, int length) {}

        @Override
        public void error(byte[] bytes, int from, int length) {}

        @Override
        public void file(String name, int mode, long bytes) {}

        @Override
        public void fileBytes(byte[] bytes, int from, int length) {}

        @Override
        public void unsupported(int call, int times) {}

        @Override
        public void end(ProgramEnd end) {}
    }

    @Test
    void everyCallInTheTableHasACaseInWhichItFails() throws Exception {
        Map<Integer, String> table = table();
        assertThat(table).hasSizeGreaterThan(180);
        Calls calls = new Calls();
        PackOptions traced = PackOptions.DEFAULT.withSwitches(Set.of(PackOptions.Switch.TRACE));
        for (String program : List.of("error_files.c", "error_calls.c", "refused_calls.c")) {
            byte[] frames =
                    sandbox.report(Compiled.gcc(program), traced, NOTHING).output();
            new FrameReader(calls).accept(frames, 0, frames.length);
        }
        Set<String> withoutError = new TreeSet<>();
        Set<String> withoutCase = new TreeSet<>();
        table.forEach((number, name) -> {
            if (!calls.made.contains(number)) {
                withoutCase.add(name);
            }
            if (!calls.failed.contains(number)) {
                withoutError.add(name);
            }
        });
        Set<String> expected = new TreeSet<>(NEVER_RETURN);
        assertThat(withoutCase).isEqualTo(expected);
        expected.addAll(CANNOT_FAIL);
        assertThat(withoutError).isEqualTo(expected);
    }

    private static List<String> traced(String... arguments) throws Exception {
        Calls calls = new Calls();
        PackOptions traced = PackOptions.DEFAULT.withSwitches(Set.of(PackOptions.Switch.TRACE));
        byte[] frames = sandbox.report(Compiled.musl("interrupted_calls.c"), traced, NOTHING, arguments)
                .output();
        new FrameReader(calls).accept(frames, 0, frames.length);
        return calls.lines;
    }

    @Test
    void aTraceTellsWhatASignalHasInterruptedAndWhatTheEndHas() throws Exception {
        assertThat(traced())
                .containsSubsequence("[1] pause = error 4", "[1] setitimer = 0", "[1] read = error 4")
                .endsWith("[1] nanosleep = error 4");
        assertThat(traced("deadlock")).endsWith("[1] futex = ?", "[2] futex = ?");
    }

    /** The kernel's answers to these are others: they are what a sandbox does without. */
    @Test
    void whatCannotBeHadGetsTheErrorThatProgramsHandleBest() throws Exception {
        Transcript transcript = sandbox.transcript(Compiled.gcc("refused_calls.c"), PackOptions.DEFAULT, NOTHING);
        List<String> errors = new String(transcript.output(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("\\(.*\\):", ":"))
                .toList();
        assertThat(errors)
                .containsExactly(
                        "fork: errno 38",
                        "vfork: errno 38",
                        "clone: errno 38",
                        "clone: errno 38",
                        "clone3: errno 38",
                        "execve: errno 13",
                        "execve: errno 2",
                        "execveat: errno 13",
                        "socket: errno 97",
                        "socketpair: errno 97",
                        "rseq: errno 38",
                        "membarrier: errno 38",
                        "restart_syscall: errno 38",
                        "ptrace: errno 38",
                        "mount: errno 38",
                        "call 1000: errno 38",
                        "call 400000: errno 38",
                        "a call of the x32 kind: errno 38",
                        "mmap: errno 12",
                        "mmap: errno 12",
                        "mmap: errno 12",
                        "mremap: errno 12",
                        "mremap: errno 12",
                        "As it was");
        assertThat(transcript.unsupported())
                .contains(
                        "fork",
                        "vfork",
                        "clone",
                        "clone3",
                        "execve",
                        "execveat",
                        "socket",
                        "ptrace",
                        "mount",
                        "mmap (3 times)",
                        "mremap (2 times)");
    }
}
