package sparecore.seller.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The programs that a process runs in its sandbox, without the templates that they are copied from. */
final class Payloads {
    private Payloads() {}

    static List<ProcessHandle> of(ProcessHandle seller) {
        return seller.children().filter(Payloads::isRun).toList();
    }

    private static boolean isRun(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).equals("sparecore-job\n");
        } catch (IOException gone) {
            return false;
        }
    }
}
