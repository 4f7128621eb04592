package sparecore.buyer.referee;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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
import sparecore.content.Digest;
import sparecore.exchange.DisputeText;
import sparecore.home.DataFolder;
import sparecore.result.Work;
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
            "The evidence holds the digest of the work, and not the work itself, which one of the two sides has to hand over: the buyer as the"
                    + " folder to which `sparecore dispute cases --to` has written it, or anybody as the program, its arguments, its input and"
                    + " the options that it was sent with. Whatever is handed over is compared with that digest, which the buyer has"
                    + " signed, before it is run."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the dispute is settled, or with --dry-run could be",
            "1:the runs tell nothing that it could be settled by",
            "2:this is not the disputed work, or it is not in the folder, or the command line is wrong",
            "3:this machine can't have a sandbox",
            "4:there is no such dispute, or none that waits, or no broker in that folder"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  sparecore dispute referee --from cases",
            "  sparecore dispute referee --dispute 12 --memory 64M ./primes 17"
        })
public final class RefereeCommand implements Callable<Integer> {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "the broker's data folder (default: ~/.sparecore/broker)")
    private @Nullable Path data;

    @Option(
            names = "--dispute",
            paramLabel = "NUMBER",
            description =
                    "as `sparecore broker disputes` shows; with --from all that wait and are about a work in the folder, unless one is"
                            + " named")
    private long number;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description =
                    "where `sparecore dispute cases --to` has written evidence with its work: nothing else is needed then")
    private @Nullable Path from;

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

    @Parameters(
            arity = "0..*",
            paramLabel = "[PROGRAM [ARGS]]",
            hideParamSyntax = true,
            description = "without --from: the program as it was sent, and its arguments as they are")
    private List<String> line = List.of();

    /** What follows PROGRAM is the program's, even if it looks like an option. */
    @Spec
    void stopAtProgram(CommandSpec command) {
        command.parser().stopAtPositional(true);
    }

    @Override
    public Integer call() {
        if ((from == null) == line.isEmpty() || (from == null && number == 0)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "name the folder with the work as --from DIR; or --dispute NUMBER, and the program with its arguments");
        }
        Office office = new Office(data == null ? DataFolder.home().resolve("broker") : data);
        List<DisputeRow> chosen = number == 0 ? waiting(office) : List.of(office.find(number));
        return (from == null ? byHand(office, chosen.get(0)) : fromFolder(office, chosen, new Bundle(from))).status();
    }

    private static List<DisputeRow> waiting(Office office) {
        return office.all().stream()
                .filter(dispute -> isWaiting(dispute) && !Finding.isUntold(dispute.getWork()))
                .toList();
    }

    private static boolean isWaiting(DisputeRow dispute) {
        return dispute.getState() == DisputeState.DISPUTE_STATE_NEEDS_REFEREE;
    }

    private ExitCode byHand(Office office, DisputeRow dispute) {
        requireWaiting(dispute);
        ProgramFile file = packing.prepare(ProgramFile.load(Path.of(line.get(0))), Set.of());
        Work work = work(file);
        requireDisputed(dispute, work);
        try (Rerun rerun = new Rerun()) {
            return conclude(office, dispute, rerun.find(dispute, work, file.program()));
        }
    }

    private ExitCode fromFolder(Office office, List<DisputeRow> chosen, Bundle bundle) {
        ExitCode worst = ExitCode.OK;
        int found = 0;
        try (Rerun rerun = new Rerun()) {
            for (DisputeRow dispute : chosen) {
                requireWaiting(dispute);
                Optional<Bundle.Found> subject = bundle.find(disputed(dispute));
                if (subject.isPresent()) {
                    found++;
                    Finding finding = rerun.find(
                            dispute, subject.get().work(), subject.get().program());
                    worst = conclude(office, dispute, finding) == ExitCode.OK ? worst : ExitCode.FAILED;
                }
            }
        }
        if (found == 0) {
            throw new Failure(
                    chosen.isEmpty() ? ExitCode.MARKET : ExitCode.USAGE,
                    chosen.isEmpty()
                            ? "no dispute waits for a referee"
                            : "no work in " + from + " is the disputed one: have the buyer write it with"
                                    + " `sparecore dispute cases --to DIR`");
        }
        return worst;
    }

    private static void requireWaiting(DisputeRow dispute) {
        if (!isWaiting(dispute)) {
            throw new Failure(
                    ExitCode.MARKET,
                    "dispute " + dispute.getNumber() + " waits for no referee:\n" + DisputeText.one(dispute));
        }
    }

    private ExitCode conclude(Office office, DisputeRow dispute, Finding finding) {
        long settled = dispute.getNumber();
        if (finding.decision() == Finding.Decision.UNCLEAR) {
            System.err.println("dispute " + settled + " is not settled: " + finding.why()
                    + ". `sparecore broker disputes settle` settles it by hand");
            return ExitCode.FAILED;
        }
        if (dryRun) {
            System.out.println("dispute " + settled + " would be "
                    + (finding.decision() == Finding.Decision.UPHELD ? "upheld" : "dismissed") + ": " + finding.why());
        } else {
            System.out.print(DisputeText.one(office.settle(settled, finding)));
        }
        return ExitCode.OK;
    }

    private Work work(ProgramFile file) {
        List<ByteString> words = Stream.concat(
                        Stream.of(file.name()), line.stream().skip(1))
                .map(ByteString::copyFromUtf8)
                .toList();
        try {
            ByteString bytes = input == null ? ByteString.EMPTY : ByteString.copyFrom(Files.readAllBytes(input));
            return new Work(Digest.fromHex(file.program().sha256()), words, bytes, run.limits(file));
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + input + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** @throws Failure if nobody can tell */
    private static Digest disputed(DisputeRow dispute) {
        if (Finding.isUntold(dispute.getWork())) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the evidence does not tell which work dispute " + dispute.getNumber()
                            + " is about: only `sparecore broker disputes settle` can settle it");
        }
        return Digest.fromBytes(dispute.getWork().toByteArray());
    }

    private static void requireDisputed(DisputeRow dispute, Work work) {
        Digest disputed = disputed(dispute);
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
}
