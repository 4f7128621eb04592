package sparecore.buyer.map;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sparecore.buyer.exec.PackingOptions;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.exec.RunOptions;
import sparecore.result.RunLimits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** {@code sparecore map}: options, and which way to go. */
@Command(
        name = "map",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs PROGRAM once for each line of standard input and prints the outputs in the order of the lines, as GNU parallel"
                    + " does; on the market, or here with --local.",
            "{} in ARGS is replaced by the line; where it is in none of them, the line is the last argument. ::: and words behind"
                    + " ARGS are the input instead of standard input."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:every fragment was accepted, and its program ended with status 0",
            "1:some were not, or more of the results may be wrong than was asked; standard error says which",
            "2:the command line or the program is wrong",
            "3:something on this machine is missing, full or in use",
            "4:the market refused: no daemon, no broker, no credits",
            "130:stopped by Ctrl-C; the job was cancelled"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  seq 0 999 | sparecore map ./primes {}",
            "  sparecore map --pipe --block 256K ./wordcount < big.txt",
            "  sparecore map --local ./primes {} 1000 ::: 1 2 3",
            "",
            "--json prints one object per line: index, state (accepted, abandoned or",
            "refused), succeeded, ending, exitCode, signal, stdout, stderr (stdoutBase64,",
            "stderrBase64 where they are not UTF-8), cpuMicros, paidMicroCredits, replicas;",
            "and at last {\"summary\": {job, fragments, accepted, succeeded, cpuMicros,",
            "spentMicroCredits, seconds}}; with --error also errorAsked, errorBound,",
            "promiseKept, redundancy (runs per fragment), checks, conflicts, computedHere."
        })
public final class MapCommand implements Callable<Integer> {
    @Mixin
    private InputOptions input = new InputOptions();

    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private MarketOptions market = new MarketOptions();

    @Mixin
    private PackingOptions packing = new PackingOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where files go that the program leaves in /out: DIR/N for the fragment of line N, from 0")
    @Nullable
    private Path outFolder;

    @Option(names = "--local", description = "run the fragments here, in the same sandbox, without the market")
    private boolean local;

    @Option(names = "--unordered", description = "print results as they come")
    private boolean unordered;

    @Option(names = "--json", description = "print one JSON object per result instead of its output")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "no progress and no summary; failures are still told")
    private boolean quiet;

    @Option(names = "--detach", description = "print the job's id when the input is on the daemon's disk, and leave")
    private boolean detach;

    @Option(
            names = "--resume",
            paramLabel = "JOB",
            description = "print the results of a job that was begun before; its input, if it was cut off, ends there")
    @Nullable
    private String resume;

    @Parameters(index = "0", arity = "0..1", paramLabel = "PROGRAM", description = "a static x86-64 Linux program")
    @Nullable
    private Path program;

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "its arguments, as they are but for {}")
    private List<String> arguments = new ArrayList<>();

    /** What follows PROGRAM is the program's, even if it looks like an option. */
    @Spec
    void stopAtProgram(CommandSpec spec) {
        spec.parser().stopAtPositional(true);
    }

    @Override
    public Integer call() {
        MapSession session = new MapSession(unordered, json, quiet, outFolder);
        try {
            return (resume == null ? begin(session) : comeBack(session, resume)).status();
        } catch (ReaderGoneException e) {
            return ExitCode.FAILED.status();
        }
    }

    private ExitCode begin(MapSession session) {
        if (program == null) {
            throw new Failure(ExitCode.USAGE, "say which program to run: `sparecore map PROGRAM [ARGS]`");
        }
        if (local && detach) {
            throw new Failure(ExitCode.USAGE, "--detach leaves a job to the daemon, which --local does without");
        }
        market.votes.check();
        ProgramFile file = packing.prepare(ProgramFile.load(program), Set.of());
        RunLimits limits = run.limits(file);
        file.requireFits(limits);
        Order order = new Order(file.program(), packing.cpuLevel(), limits);
        FragmentSource source = new CheckedSource(input.open(file.name(), arguments), order);
        MapSession.Task task = new MapSession.Task(file.name(), order, source);
        if (local) {
            return session.runHere(task, market.slots);
        }
        return detach ? session.leave(market, task) : session.buy(market, task);
    }

    private ExitCode comeBack(MapSession session, String job) {
        requireNoProgram();
        return session.resume(market, job);
    }

    private void requireNoProgram() {
        if (program != null || local || detach) {
            throw new Failure(
                    ExitCode.USAGE, "--resume comes back to a job: leave out the program, --local and --detach");
        }
    }
}
