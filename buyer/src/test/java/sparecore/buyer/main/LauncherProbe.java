package sparecore.buyer.main;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** Stands in for a module's program: tells how the launcher has started it. Where it is told to, a daemon stays, and is never ready. */
public final class LauncherProbe {
    /** Names the file that gets a line with the process id of each daemon, which then stays. */
    static final String STAYS = "PROBE_STAYS";

    private static final int STATUS = 42;

    private LauncherProbe() {}

    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(System.getProperty("java.class.path")).getFileName();
        System.out.println(jar + " " + Arrays.toString(arguments));
        System.out.println("root " + System.getProperty("sparecore.root"));
        String stays = System.getenv(STAYS);
        if (stays != null && arguments[0].equals("run")) {
            stay(Path.of(stays), List.of(arguments));
        }
        System.exit(STATUS);
    }

    private static void stay(Path pids, List<String> arguments) throws IOException, InterruptedException {
        Path data = Path.of(arguments.get(arguments.indexOf("--data") + 1));
        Files.createDirectories(data);
        if (arguments.contains("--listen")) {
            Files.writeString(data.resolve("address"), "nowhere");
        }
        String line = ProcessHandle.current().pid() + "\n";
        Files.writeString(pids, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Thread.sleep(Long.MAX_VALUE);
    }
}
