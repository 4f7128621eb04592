package sparecore.seller.main;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** What this machine has, and the one setting that the seller makes on it for itself. */
final class Machine {
    private static final Logger log = LoggerFactory.getLogger(Machine.class);
    private static final long KIB = 1024;
    private static final Path AUTOGROUP = Path.of("/proc/self/autogroup");
    private static final int SESSION = 3;

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

    /**
     * SCHED_IDLE counts only within an autogroup (sched(7)): a payload would take half of the machine from a program of another
     * session. With nice 19 the whole group gives way, this daemon included. The group is that of the session, so this is done
     * only where the session is the seller's own, as a service's is: a terminal's other programs are not ours to slow down.
     */
    static void giveWayToOtherGroups() {
        try {
            if (Files.exists(AUTOGROUP) && isSessionLeader()) {
                Files.writeString(AUTOGROUP, "19");
            }
        } catch (IOException e) {
            log.info("cannot lower the priority of this session: {}", e.getMessage());
        }
    }

    /** By /proc/self/stat (proc_pid_stat(5)): after the name come state, parent, group and session. */
    private static boolean isSessionLeader() throws IOException {
        String line = Files.readString(Path.of("/proc/self/stat"), StandardCharsets.ISO_8859_1);
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[SESSION]) == ProcessHandle.current().pid();
    }
}
