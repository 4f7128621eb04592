package sparecore.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The processes of this JVM's sandboxes, by the names that ps shows. */
final class Processes {
    private static final String TEMPLATE = "sparecore-ready";
    private static final String SPARE = "sparecore-spare";
    private static final String RUN = "sparecore-job";

    private Processes() {}

    /** Templates; a copy, too, is called so at first. */
    static List<ProcessHandle> templates() {
        return named(TEMPLATE);
    }

    static List<ProcessHandle> spares() {
        return named(SPARE);
    }

    static List<ProcessHandle> runs() {
        return named(RUN);
    }

    /** Kills them, and waits until they are dead: one that is about to die is still used. */
    static void kill(List<ProcessHandle> processes) {
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    private static List<ProcessHandle> named(String name) {
        return ProcessHandle.current()
                .children()
                .filter(process -> name(process).equals(name))
                .toList();
    }

    private static String name(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip();
        } catch (IOException gone) {
            return "";
        }
    }
}
