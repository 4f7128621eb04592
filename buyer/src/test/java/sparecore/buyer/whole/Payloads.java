package sparecore.buyer.whole;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import sparecore.buyer.rig.Daemon;

/**
 * Programs that run in seccomp strict mode, whoever their parent is by now: a seller that was killed can't be asked for its own.
 * Only those of this session are seen, since payloads never leave their starter's; the machine may have others.
 */
final class Payloads {
    /** proc(5), /proc/pid/status: 1 is SECCOMP_MODE_STRICT. */
    private static final String STRICT = "\nSeccomp:\t1\n";

    /** proc(5), /proc/pid/stat: the session is the fourth field behind the name, which stands in parentheses and may hold any. */
    private static final int SESSION_FIELD = 3;

    private static final long INIT = 1;

    private static final long POLL_MILLIS = 100;
    private static final int POLLS_MAX = 50;

    private static final Pattern SPACE = Pattern.compile(" ");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private Payloads() {}

    /** Those that this seller has started. */
    static List<ProcessHandle> of(Daemon seller) {
        return ProcessHandle.of(seller.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }

    /** The ids of those that still run after a while: a program whose seller another test has just killed is gone in a moment. */
    static List<Long> left() {
        List<Long> found = running();
        for (int polls = 0; !found.isEmpty() && polls < POLLS_MAX; polls++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
            List<Long> now = running();
            found = found.stream().filter(now::contains).toList();
        }
        return found;
    }

    private static List<Long> running() {
        String session = session(Path.of("/proc/self"));
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(process ->
                            NUMBER.matcher(process.getFileName().toString()).matches())
                    .filter(process -> read(process.resolve("status")).contains(STRICT))
                    .filter(process -> session(process).equals(session))
                    .map(process -> Long.valueOf(process.getFileName().toString()))
                    .filter(pid -> !isOfAnotherTest(pid))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether it descends from what started this JVM, but not from this JVM: tests run in several. Orphans descend from neither. */
    private static boolean isOfAnotherTest(long pid) {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        if (handle.isEmpty()) {
            return true; // it has ended meanwhile
        }
        Set<ProcessHandle> starters = ancestors(ProcessHandle.current());
        for (ProcessHandle ancestor : ancestors(handle.get())) {
            if (ancestor.equals(ProcessHandle.current())) {
                return false;
            }
            if (ancestor.pid() != INIT && starters.contains(ancestor)) {
                return true;
            }
        }
        return false;
    }

    /** The nearest first. */
    private static Set<ProcessHandle> ancestors(ProcessHandle process) {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        for (Optional<ProcessHandle> next = process.parent();
                next.isPresent();
                next = next.get().parent()) {
            found.add(next.get());
        }
        return found;
    }

    private static String session(Path process) {
        String stat = read(process.resolve("stat"));
        String[] fields = SPACE.split(stat.substring(Math.min(stat.length(), stat.lastIndexOf(')') + 2)));
        return fields.length > SESSION_FIELD ? fields[SESSION_FIELD] : "";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException hasEnded) {
            return "";
        }
    }
}
