package sparecore.buyer.exec;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.Streams;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** {@code sparecore sandbox exec}: one run, with this process's own streams and the program's own exit status. */
@Command(
        name = "exec",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a program here, in the sandbox that a seller would run it in, to debug it.",
            "Standard input and output are the program's own. On standard error, behind what the program writes there, a report"
                    + " says how it ended, its CPU time and memory, and which layers of the sandbox held."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "N:the program's own",
            "128+N:signal N killed the program: 137 for a forbidden call or a limit, 139 for a bad address",
            "2:the command line is wrong, or the program can't run in a sandbox",
            "3:this machine can't have a sandbox"
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  sparecore sandbox exec buyer/target/programs/primes 0",
            "  echo hello | sparecore sandbox exec buyer/target/programs/echo"
        })
public final class ExecCommand implements Callable<Integer> {
    /** What write(2) says of a pipe that nobody reads (EPIPE), and how such a writer ends in a shell: 128 + SIGPIPE. */
    private static final String READER_GONE = "Broken pipe";

    private static final int SIGPIPE_STATUS = 128 + 13;

    @Mixin
    private RunOptions run = new RunOptions();

    @Option(names = "--json", description = "the report as one JSON object, the last line of standard error")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "no report")
    private boolean quiet;

    @Parameters(index = "0", paramLabel = "PROGRAM", description = "a static x86-64 Linux program")
    private Path program = Path.of("");

    @Parameters(index = "1..*", paramLabel = "ARGS", description = "its arguments, as they are")
    private List<String> arguments = new ArrayList<>();

    /** What follows PROGRAM is the program's, even if it looks like an option. */
    @Spec
    void stopAtProgram(CommandSpec spec) {
        spec.parser().stopAtPositional(true);
    }

    @Override
    public Integer call() {
        ProgramFile file = ProgramFile.load(program);
        Limits limits = limits();
        file.requireFits(run.limits());
        try (Sandbox sandbox = LocalSandbox.open()) {
            RunReport report = sandbox.start(file.program(), limits, invocation(file), ownStreams())
                    .await();
            if (report.outcome() == Outcome.LAUNCH_FAILED) {
                throw new Failure(ExitCode.ENVIRONMENT, report.describe());
            }
            tell(report);
            return report.shellStatus();
        } catch (UncheckedIOException e) {
            return outputClosed(e);
        } catch (BadProgramException | IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static int outputClosed(UncheckedIOException failure) {
        IOException cause = failure.getCause();
        if (cause != null && READER_GONE.equals(cause.getMessage())) {
            return SIGPIPE_STATUS;
        }
        throw new Failure(ExitCode.ENVIRONMENT, "cannot write the program's output: " + cause, failure);
    }

    private void tell(RunReport report) {
        if (!quiet) {
            System.err.print(json ? ExecReport.json(report) : ExecReport.text(report));
        }
    }

    /** Those of a run on the market; but somebody who debugs may stop for a while. */
    private Limits limits() {
        return new Limits(
                run.limits().memoryBytes(),
                run.limits().cpuSeconds(),
                run.limits().outputBytes(),
                Limits.ERROR_BYTES_MAX,
                Limits.WALL_TIME_MAX);
    }

    private Invocation invocation(ProgramFile file) {
        List<String> all = new ArrayList<>();
        all.add(file.name());
        all.addAll(arguments);
        return new Invocation(all, Map.of(), new byte[0]);
    }

    /** Not System.out, which swallows that its reader has gone. */
    private static Streams ownStreams() {
        return new Streams(0, new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
    }
}
