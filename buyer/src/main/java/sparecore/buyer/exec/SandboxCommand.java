package sparecore.buyer.exec;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sparecore sandbox}: the group of its commands. */
@Command(
        name = "sandbox",
        mixinStandardHelpOptions = true,
        description = "Runs programs on this machine as a seller would.",
        subcommands = ExecCommand.class)
public final class SandboxCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which command: exec");
    }
}
