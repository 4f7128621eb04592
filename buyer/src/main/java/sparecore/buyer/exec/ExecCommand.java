package sparecore.buyer.exec;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.buyer.pack.Abi;
import sparecore.buyer.pack.BadFramesException;
import sparecore.buyer.pack.OutputFolder;
import sparecore.buyer.pack.PackOptions.Switch;
import sparecore.result.RunLimits;
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

    @Mixin
    private PackingOptions packing = new PackingOptions();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "where files go that a Linux program leaves in /out (default: they are dropped)")
    @Nullable
    private Path outFolder;

    @Option(names = "--trace", description = "tell each system call of a Linux program on standard error")
    private boolean trace;

    @Option(names = "--json", description = "the report as one JSON object, the last line of standard error")
    private boolean json;

    @Option(
            names = {"-q", "--quiet"},
            description = "no report")
    private boolean quiet;

    @Mixin
    private ProgramLine line = new ProgramLine();

    @Override
    public Integer call() {
        try {
            return runProgram();
        } catch (ReaderGone e) {
            return SIGPIPE_STATUS;
        }
    }

    private int runProgram() {
        ProgramFile file = ProgramFile.load(line.program());
        if (packing.abiOf(file) == Abi.LINUX) {
            return runPacked(packing.prepare(file, switches()));
        }
        if (file.program().answersItsOwnCalls()) {
            requireNoTrace("this one is packed already: name the program that it was packed from");
            return runPacked(packing.prepare(file, Set.of()));
        }
        requireNoTrace("this one is raw");
        if (outFolder != null) {
            throw new Failure(ExitCode.USAGE, "--out is for Linux programs; this one is raw");
        }
        RunReport report = run(packing.prepare(file, Set.of()), ownOutput(), new FileOutputStream(FileDescriptor.err));
        tell(report);
        return report.shellStatus();
    }

    private void requireNoTrace(String otherwise) {
        if (trace) {
            throw new Failure(ExitCode.USAGE, "--trace is for ordinary Linux programs; " + otherwise);
        }
    }

    /** As somebody who sits in front of it expects: every line at once, and from a terminal line by line. */
    private Set<Switch> switches() {
        Set<Switch> switches = EnumSet.of(Switch.UNBUFFERED);
        if (trace) {
            switches.add(Switch.TRACE);
        }
        if ("1".equals(System.getenv("SPARECORE_STDIN_TTY"))) {
            switches.add(Switch.PARTIAL_INPUT);
        }
        return switches;
    }

    private int runPacked(ProgramFile file) {
        OutputStream err = new FileOutputStream(FileDescriptor.err);
        try (@Nullable OutputFolder folder = outFolder == null ? null : new OutputFolder(outFolder)) {
            PackedStreams streams = new PackedStreams(ownOutput(), err, folder);
            RunReport report = run(file, streams, err);
            PackedReport packed = new PackedReport(streams.end(), streams.unsupported());
            if (!quiet) {
                System.err.print(json ? ExecReport.json(report, packed) : ExecReport.text(report, packed));
            }
            return packed.end().isPresent() ? packed.shellStatus() : report.shellStatus();
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot write to " + outFolder + ": " + e.getMessage(), e);
        }
    }

    private RunReport run(ProgramFile file, OutputStream output, OutputStream error) {
        RunLimits allowed = run.limits(file);
        file.requireFits(allowed);
        try (Sandbox sandbox = LocalSandbox.open()) {
            RunReport report = sandbox.start(
                            file.program(), limits(allowed), invocation(file), new Streams(0, output, error))
                    .await();
            if (report.outcome() == Outcome.LAUNCH_FAILED) {
                throw new Failure(ExitCode.ENVIRONMENT, report.describe());
            }
            return report;
        } catch (UncheckedIOException e) {
            throw outputClosed(e);
        } catch (BadProgramException | IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whoever read standard output wanted no more. */
    private static final class ReaderGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReaderGone(Throwable cause) {
            super(cause);
        }
    }

    private static RuntimeException outputClosed(UncheckedIOException failure) {
        IOException cause = failure.getCause();
        if (cause != null && READER_GONE.equals(cause.getMessage())) {
            return new ReaderGone(failure);
        }
        if (cause instanceof BadFramesException) {
            return new Failure(ExitCode.FAILED, String.valueOf(cause.getMessage()), failure);
        }
        return new Failure(ExitCode.ENVIRONMENT, "cannot write the program's output: " + cause, failure);
    }

    private void tell(RunReport report) {
        if (!quiet) {
            System.err.print(json ? ExecReport.json(report) : ExecReport.text(report));
        }
    }

    /** Those of a run on the market; but somebody who debugs may stop for a while. */
    private static Limits limits(RunLimits allowed) {
        return new Limits(
                allowed.memoryBytes(),
                allowed.cpuSeconds(),
                allowed.outputBytes(),
                Limits.ERROR_BYTES_MAX,
                Limits.WALL_TIME_MAX);
    }

    private Invocation invocation(ProgramFile file) {
        return new Invocation(line.words(file.name()), Map.of(), new byte[0]);
    }

    /** Not System.out, which swallows that its reader has gone. */
    private static OutputStream ownOutput() {
        return new FileOutputStream(FileDescriptor.out);
    }
}
