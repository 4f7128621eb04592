package sparecore.buyer.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import sparecore.jvm.SameClasses;
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
        List<String> options = new ArrayList<>(SameClasses.SHORT_LIVED);
        options.add("-Xmx256m");
        return (part, arguments) -> {
            List<String> all = new ArrayList<>(part == Part.BUYER ? List.of(part.command()) : List.of());
            all.addAll(arguments);
            return SameClasses.command(options, part.mainClass(), all);
        };
    }
}
