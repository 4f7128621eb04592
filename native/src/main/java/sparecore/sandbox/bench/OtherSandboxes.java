package sparecore.sandbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The sandboxes of others, where they are installed and start a program on this machine. They need a folder while they are used. */
final class OtherSandboxes implements AutoCloseable {
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/bin"), Path.of("/usr/local/bin"));
    private static final long TRY_SECONDS_MAX = 10;
    private static final String IN_BUNDLE = "program";

    /** The smallest container that crun takes: the program alone in a read-only root, with namespaces of its own. */
    private static final String BUNDLE = """
            {"ociVersion": "1.0.2",
             "process": {"terminal": false, "user": {"uid": 0, "gid": 0}, "args": ["/program"], "cwd": "/", "noNewPrivileges": true},
             "root": {"path": "root", "readonly": true},
             "mounts": [{"destination": "/proc", "type": "proc", "source": "proc"}],
             "linux": {"namespaces": [{"type": "pid"}, {"type": "network"}, {"type": "ipc"}, {"type": "uts"}, {"type": "mount"}]}}
            """;

    private final Path program;
    private final Path folder;

    private OtherSandboxes(Path program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** Prepares to start {@code program}, an absolute path. */
    static OtherSandboxes of(Path program) throws IOException {
        Path folder = Files.createTempDirectory("sparecore-bench");
        Path root = folder.resolve("root");
        Files.createDirectories(root.resolve("proc"));
        Files.createDirectories(root.resolve("dev"));
        Files.copy(program, root.resolve(IN_BUNDLE), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(folder.resolve("config.json"), BUNDLE);
        return new OtherSandboxes(program, folder);
    }

    /** The commands of those that work here, by name. */
    Map<String, List<String>> commands() throws IOException {
        Map<String, List<String>> working = new LinkedHashMap<>();
        for (Map.Entry<String, List<String>> other : known().entrySet()) {
            List<String> command = new ArrayList<>(other.getValue());
            for (Path bin : FOLDERS) {
                command.set(0, bin.resolve(other.getValue().get(0)).toString());
                if (Files.isExecutable(Path.of(command.get(0))) && works(command)) {
                    working.put(other.getKey(), List.copyOf(command));
                    break;
                }
            }
        }
        return working;
    }

    private Map<String, List<String>> known() {
        String file = program.toString();
        Map<String, List<String>> known = new LinkedHashMap<>();
        known.put("bubblewrap", List.of("bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", "/", "/", file));
        known.put(
                "crun",
                List.of(
                        "crun",
                        "--cgroup-manager=disabled",
                        "run",
                        "--bundle",
                        folder.toString(),
                        folder.getFileName().toString()));
        known.put("firejail", List.of("firejail", "--quiet", "--noprofile", "--net=none", file));
        known.put("gvisor", List.of("runsc", "--rootless", "--network=none", "--ignore-cgroups", "do", file));
        return known;
    }

    /** Whether it starts the program at all: some need rights or kernel features that are not here. */
    private static boolean works(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        try (var output = process.getInputStream()) {
            return output.read() >= 0 && process.waitFor(TRY_SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> paths = Files.walk(folder)) {
            deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }
}
