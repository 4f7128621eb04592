package sparecore.buyer.referee;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.buyer.exec.LocalSandbox;
import sparecore.buyer.exec.PackingOptions;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.exec.ProgramLine;
import sparecore.buyer.exec.RunOptions;
import sparecore.buyer.workshop.MarketTerms;
import sparecore.content.Digest;
import sparecore.exchange.DisputeText;
import sparecore.home.DataFolder;
import sparecore.result.RunResult;
import sparecore.result.Work;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeState;

/** {@code sparecore dispute referee}: runs disputed work again, beside the broker, and settles the dispute by what comes out. */
@Command(
        name = "referee",
        mixinStandardHelpOptions = true,
        description = {
            "For the operator, on the broker's machine: runs the one disputed fragment again in the sandbox, twice, and settles the dispute by"
                    + " what comes out.",
            "The evidence holds the digest of the work, and not the work itself: one of the two sides has to hand it over, as the program, its"
                    + " arguments, its input and the options that it was sent with. Whatever is handed over is compared with that digest,"
                    + " which the buyer has signed, before it is run."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the dispute is settled, or with --dry-run could be",
            "1:the runs tell nothing that it could be settled by",
            "2:this is not the disputed work, or the command line is wrong",
            "3:this machine can't have a sandbox",
            "4:there is no such dispute, or no broker in that folder"
        },
        footerHeading = "%nExample:%n",
        footer = "  sparecore dispute referee --dispute 12 --memory 64M ./primes 17")
public final class RefereeCommand implements Callable<Integer> {
    private static final int RUNS = 2;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the broker's data folder (default: ~/.sparecore/broker)")
    private @Nullable Path data;

    @Option(
            names = "--dispute",
            paramLabel = "NUMBER",
            required = true,
            description = "as `sparecore broker disputes` shows")
    private long number;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "what the fragment had on its standard input (default: nothing)")
    private @Nullable Path input;

    @Option(names = "--dry-run", description = "tell what comes out, and settle nothing")
    private boolean dryRun;

    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private PackingOptions packing = new PackingOptions();

    @Mixin
    private ProgramLine line = new ProgramLine();

    @Override
    public Integer call() {
        Office office = new Office(data == null ? DataFolder.home().resolve("broker") : data);
        DisputeRow dispute = office.find(number);
        if (dispute.getState() != DisputeState.DISPUTE_STATE_NEEDS_REFEREE) {
            throw new Failure(
                    ExitCode.MARKET, "dispute " + number + " waits for no referee:\n" + DisputeText.one(dispute));
        }
        ProgramFile file = packing.prepare(ProgramFile.load(line.program()), Set.of());
        Work work = work(file);
        requireDisputed(dispute, work);
        Finding finding = Finding.of(dispute, runs(file, work));
        if (finding.decision() == Finding.Decision.UNCLEAR) {
            System.err.println(
                    "not settled: " + finding.why() + ". `sparecore broker disputes settle` settles it by hand");
            return ExitCode.FAILED.status();
        }
        if (dryRun) {
            System.out.println("would be " + (finding.decision() == Finding.Decision.UPHELD ? "upheld" : "dismissed")
                    + ": " + finding.why());
        } else {
            System.out.print(DisputeText.one(office.settle(number, finding)));
        }
        return ExitCode.OK.status();
    }

    private Work work(ProgramFile file) {
        List<ByteString> words =
                line.words(file.name()).stream().map(ByteString::copyFromUtf8).toList();
        try {
            ByteString bytes = input == null ? ByteString.EMPTY : ByteString.copyFrom(Files.readAllBytes(input));
            return new Work(Digest.fromHex(file.program().sha256()), words, bytes, run.limits(file));
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + input + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private static void requireDisputed(DisputeRow dispute, Work work) {
        if (Finding.isUntold(dispute.getWork())) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the evidence does not tell which work this dispute is about: only `sparecore broker disputes settle` can settle it");
        }
        Digest disputed = Digest.fromBytes(dispute.getWork().toByteArray());
        if (!work.digest().equals(disputed)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "this is other work than the disputed one: its digest is "
                            + work.digest().toHex() + ", and "
                            + disputed.toHex()
                            + " is disputed. All has to be as the buyer had sent it: program, arguments, --input,"
                            + " --memory, --cpu-seconds, --output, --file, --env and --cpu");
        }
    }

    private static List<RunResult> runs(ProgramFile file, Work work) {
        List<RunResult> runs = new ArrayList<>(RUNS);
        try (Sandbox sandbox = LocalSandbox.open()) {
            sandbox.requireRuns(file.program());
            for (int i = 0; i < RUNS; i++) {
                RunReport report = sandbox.start(
                                file.program(),
                                MarketTerms.limits(work.limits()),
                                MarketTerms.invocation(work.arguments(), work.input()))
                        .await();
                runs.add(MarketTerms.result(work, report)
                        .orElseThrow(() -> new Failure(ExitCode.ENVIRONMENT, report.describe())));
            }
        } catch (BadProgramException | IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        return runs;
    }
}
