package sparecore.buyer.main;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import sparecore.buyer.jobs.JobsAmend;
import sparecore.buyer.jobs.JobsCancel;
import sparecore.buyer.jobs.JobsList;
import sparecore.buyer.jobs.JobsShow;
import sparecore.buyer.map.ResultsCommand;

/** {@code sparecore jobs}: the group of its commands. */
@Command(
        name = "jobs",
        mixinStandardHelpOptions = true,
        description = "Lists, shows, amends, cancels and collects the jobs of the buyer daemon.",
        subcommands = {JobsList.class, JobsShow.class, ResultsCommand.class, JobsAmend.class, JobsCancel.class})
final class JobsCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which command: list, show, amend, cancel or results");
    }
}
