package sparecore.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The processes of this JVM's sandboxes, by the names that ps shows. */
final class Processes {
    private static final String TEMPLATE = "sparecore-ready";
    private static final String SPARE = "sparecore-spare";
    private static final Set<String> WAITING = Set.of(TEMPLATE, SPARE);
    private static final String GONE = "";

    private Processes() {}

    /** Templates; a copy, too, is called so at first. */
    static List<ProcessHandle> templates() {
        return named(TEMPLATE::equals);
    }

    static List<ProcessHandle> spares() {
        return named(SPARE::equals);
    }

    /** All that wait for a run. */
    static List<ProcessHandle> waiting() {
        return named(WAITING::contains);
    }

    /** All that do not. */
    static List<ProcessHandle> others() {
        return named(name -> !name.equals(GONE) && !WAITING.contains(name));
    }

    /** Kills them, and waits until they are dead: one that is about to die is still used. */
    static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    private static List<ProcessHandle> named(Predicate<String> wanted) {
        return ProcessHandle.current()
                .children()
                .filter(process -> wanted.test(name(process)))
                .toList();
    }

    private static String name(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip();
        } catch (IOException gone) {
            return GONE;
        }
    }
}
