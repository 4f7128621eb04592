package sparecore.buyer.bench;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sparecore bench}: the group of its commands. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures Sparecore on this machine, against the same without it.",
        subcommands = {
            BenchSandbox.class,
            BenchProgram.class,
            BenchFragments.class,
            BenchVoting.class,
            BenchTail.class,
            BenchSimulate.class
        })
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say which command: sandbox, program, fragments, voting, tail or simulate");
    }
}
