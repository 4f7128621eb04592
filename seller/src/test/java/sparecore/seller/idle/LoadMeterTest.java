package sparecore.seller.idle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadMeterTest {
    private final LoadMeter meter = new LoadMeter();

    @Test
    void knowsNothingFromOneSample() {
        assertThat(meter.add(new CpuSample(0, 100, 0))).isZero();
    }

    @Test
    void takesOffWhatIsOurs() {
        meter.add(new CpuSample(0, 100, 50));
        assertThat(meter.add(new CpuSample(1_000, 102, 51.5))).isEqualTo(0.5, within(1e-9));
    }

    @Test
    void forgetsWhatIsOld() {
        meter.add(new CpuSample(0, 0, 0));
        for (int second = 1; second <= 10; second++) {
            meter.add(new CpuSample(second * 1_000L, Math.min(second, 5) * 2, 0));
        }
        assertThat(meter.add(new CpuSample(11_000, 10, 0))).isZero();
    }

    @Test
    void isNeverNegative() {
        meter.add(new CpuSample(0, 0, 0));
        assertThat(meter.add(new CpuSample(1_000, 1, 3))).isZero();
    }

    @Test
    void readsTheKernelsLines(@TempDir Path proc) throws IOException {
        Files.createDirectories(proc.resolve("self"));
        Files.createDirectories(proc.resolve("7"));
        Files.writeString(proc.resolve("stat"), "cpu  100 20 30 9999 8888 5 45 77 0 0\ncpu0 1 2 3\n");
        Files.writeString(proc.resolve("self/stat"), stat("java", 10, 20, 30, 40));
        Files.writeString(proc.resolve("7/stat"), stat("a ) (b", 1, 2, 1_000, 1_000));

        CpuSample sample = new ProcCpu(proc).read(List.of(7L, 8L), 5);

        assertThat(sample).isEqualTo(new CpuSample(5, 2.0, 1.03));
    }

    @Test
    void readsThisMachine() throws IOException {
        CpuSample sample = new ProcCpu().read(List.of(ProcessHandle.current().pid()), 0);
        assertThat(sample.busySeconds()).isPositive();
        assertThat(sample.ownSeconds()).isPositive();
    }

    private static String stat(String name, int utime, int stime, int cutime, int cstime) {
        return "7 (" + name + ") S 1 1 1 0 -1 4194560 1 2 3 4 " + utime + " " + stime + " " + cutime + " " + cstime
                + " 20 0 1 0 12345 1 2\n";
    }
}
