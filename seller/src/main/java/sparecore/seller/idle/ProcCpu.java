package sparecore.seller.idle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads CPU times from {@code /proc} (proc_stat(5), proc_pid_stat(5)). All are in USER_HZ, which is 100 on every x86-64 Linux. A
 * payload's time moves from its own line to this process's children when it is waited for, so that none is lost between.
 */
public final class ProcCpu {
    private static final double TICKS_PER_SECOND = 100;

    /** Columns of the first line of /proc/stat: user nice system idle iowait irq softirq steal. */
    private static final int IDLE = 4;

    private static final int IOWAIT = 5;
    private static final int LAST_BUSY = 7;

    /** Fields of /proc/PID/stat after the name: state is 0, so utime (14 in the page) is 11. */
    private static final int UTIME = 11;

    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

    private final Path proc;

    public ProcCpu() {
        this(Path.of("/proc"));
    }

    /** @param proc a folder that looks like {@code /proc} */
    ProcCpu(Path proc) {
        this.proc = proc;
    }

    /** @param payloads process ids; one that has ended counts nothing. @throws IOException if the kernel shows no CPU times */
    public CpuSample read(List<Long> payloads, long nowMillis) throws IOException {
        String[] self = fields(proc.resolve("self/stat"));
        double own = ticks(self, UTIME, STIME) + ticks(self, CUTIME, CSTIME);
        for (long pid : payloads) {
            own += running(pid);
        }
        return new CpuSample(nowMillis, busy() / TICKS_PER_SECOND, own / TICKS_PER_SECOND);
    }

    private double busy() throws IOException {
        String line = Files.readString(proc.resolve("stat"), StandardCharsets.US_ASCII)
                .lines()
                .findFirst()
                .orElse("");
        String[] columns = line.trim().split(" +");
        if (columns.length <= LAST_BUSY || !columns[0].equals("cpu")) {
            throw new IOException("/proc/stat does not begin with the CPU times: " + line);
        }
        double busy = 0;
        for (int i = 1; i <= LAST_BUSY; i++) {
            busy += i == IDLE || i == IOWAIT ? 0 : Double.parseDouble(columns[i]);
        }
        return busy;
    }

    private double running(long pid) throws IOException {
        try {
            return ticks(fields(proc.resolve(pid + "/stat")), UTIME, STIME);
        } catch (NoSuchFileException ended) {
            return 0;
        } catch (IOException readAsItEnded) {
            // ESRCH: the process ended between open and read.
            return 0;
        }
    }

    /** The name is in parentheses and may hold anything; what follows the last one are numbers. */
    private static String[] fields(Path stat) throws IOException {
        String line = Files.readString(stat, StandardCharsets.ISO_8859_1);
        return line.substring(line.lastIndexOf(')') + 2).trim().split(" ");
    }

    private static double ticks(String[] fields, int first, int second) {
        return Double.parseDouble(fields[first]) + Double.parseDouble(fields[second]);
    }
}
