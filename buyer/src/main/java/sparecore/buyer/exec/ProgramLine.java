package sparecore.buyer.exec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code PROGRAM [ARGS]} at a command's end: what follows PROGRAM is the program's, even if it looks like an option. */
public final class ProgramLine {
    @Parameters(index = "0", paramLabel = "PROGRAM", description = "a static x86-64 Linux program")
    private Path program = Path.of("");

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "its arguments, as they are")
    private List<String> arguments = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    void stopAtProgram(CommandSpec command) {
        command.parser().stopAtPositional(true);
    }

    public Path program() {
        return program;
    }

    public List<String> arguments() {
        return arguments;
    }

    /** As an argument vector: this name, then the arguments. */
    public List<String> words(String name) {
        List<String> words = new ArrayList<>(List.of(name));
        words.addAll(arguments);
        return words;
    }
}
