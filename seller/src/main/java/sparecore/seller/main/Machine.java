package sparecore.seller.main;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** What this machine has, and the one setting that the seller makes on it for itself. */
final class Machine {
    private static final Logger log = LoggerFactory.getLogger(Machine.class);
    private static final long KIB = 1024;

    private Machine() {}

    static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** Physical memory, by /proc/meminfo (proc_meminfo(5)). */
    static long memoryBytes() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith("MemTotal:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB;
                }
            }
            throw new Failure(ExitCode.ENVIRONMENT, "/proc/meminfo does not say how much memory there is");
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot read /proc/meminfo; is /proc mounted? " + e, e);
        }
    }

    /** By /proc/cpuinfo (proc_cpuinfo(5)); empty where it does not say. */
    static String cpuModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .orElse("");
        } catch (IOException | UncheckedIOException e) {
            log.info("cannot read /proc/cpuinfo: {}", e.getMessage());
            return "";
        }
    }

    /**
     * What names this machine to one broker, the same for all sellers on it: made from the random id of the running kernel
     * (random(4)), which containers share and other machines do not, and which nobody learns by it. Empty where there is none.
     */
    static Optional<Digest> nameFor(NodeId broker) {
        try {
            MessageDigest sha256 = Digest.sha256();
            sha256.update("sparecore machine v1\0".getBytes(StandardCharsets.US_ASCII));
            sha256.update(broker.toBytes());
            sha256.update(Files.readAllBytes(Path.of("/proc/sys/kernel/random/boot_id")));
            return Optional.of(Digest.finish(sha256));
        } catch (IOException e) {
            log.info("this machine has no name for the broker: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * SCHED_IDLE counts only within an autogroup (sched(7)): a payload would take half of the machine from a program of another
     * session. With nice 19 the whole group gives way, this daemon included. Only where the seller has a session of its own, as
     * under a service manager: in a terminal's session it would slow down whatever else runs there, and after its end too.
     */
    static void giveWayToOtherGroups() {
        Path autogroup = Path.of("/proc/self/autogroup");
        if (!Files.exists(autogroup)) {
            return;
        }
        try {
            if (leadsItsSession()) {
                Files.writeString(autogroup, "19");
            }
        } catch (IOException e) {
            log.info("cannot lower the priority of this session: {}", e.getMessage());
        }
    }

    /** Field 6 of /proc/self/stat is the session, named by the process that leads it (proc(5)). */
    private static boolean leadsItsSession() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
        return Long.parseLong(afterName[3]) == ProcessHandle.current().pid();
    }
}
