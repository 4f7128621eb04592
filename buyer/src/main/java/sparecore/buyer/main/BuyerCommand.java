package sparecore.buyer.main;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sparecore.buyer.daemon.RunCommand;
import sparecore.buyer.jobs.StatusCommand;

/** {@code sparecore buyer}: the daemon's commands. */
@Command(
        name = "buyer",
        mixinStandardHelpOptions = true,
        description = "The daemon that buys: it keeps jobs, sellers and money while its callers come and go.",
        subcommands = {RunCommand.class, StatusCommand.class})
final class BuyerCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which command: run or status");
    }
}
