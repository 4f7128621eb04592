package sparecore.buyer.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** How to start Sparecore's programs. */
@FunctionalInterface
public interface Installation {
    /** The command line that runs a part with these arguments. */
    List<String> command(Part part, List<String> arguments);

    /** The launcher in the folder that it lies in. Only asks for a build if something is missing. */
    static Installation launcher(Path root) {
        Path launcher = root.resolve("sparecore");
        if (!Files.isExecutable(launcher)) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot find Sparecore's launcher at " + launcher);
        }
        return (part, arguments) -> {
            List<String> command = new ArrayList<>(List.of(launcher.toString(), part.command()));
            command.addAll(arguments);
            return command;
        };
    }

    /** The classes of this process, for tests: each part's program must be among them. */
    static Installation classesOfThisProcess() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classPath = System.getProperty("java.class.path");
        return (part, arguments) -> {
            List<String> command = new ArrayList<>(
                    List.of(java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", classPath));
            command.add(part.mainClass());
            if (part == Part.BUYER) {
                command.add(part.command());
            }
            command.addAll(arguments);
            return command;
        };
    }
}
