package sparecore.buyer.exchange;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.buyer.referee.RefereeCommand;
import sparecore.evidence.Assigned;
import sparecore.exchange.DisputeText;
import sparecore.exchange.MessageJson;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.CaseFile;
import sparecore.wire.DisputeKind;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeRows;
import sparecore.wire.GetDisputes;
import sparecore.wire.OpenDispute;

/** {@code sparecore dispute}: what an owner holds against the other side of a lease, or against a note on its standing. */
@Command(
        name = "dispute",
        mixinStandardHelpOptions = true,
        description = {
            "Opens disputes, and shows those of this user's buyer, or of the seller or buyer whose folder --data names.",
            "The broker judges from what both sides have signed. Where that cannot tell, a referee runs the work again, within 14 days."
                    + " Whoever is wrong loses standing; forged evidence, or that of another's lease, convicts whoever sends it."
        },
        subcommands = {
            CasesCommand.class,
            DisputeCommand.Open.class,
            DisputeCommand.ListAll.class,
            DisputeCommand.Show.class,
            RefereeCommand.class
        },
        synopsisSubcommandLabel = "(cases | open | list | show | referee)")
public final class DisputeCommand {
    /** A frame has 64 KiB; the rest is around the evidence. */
    private static final long CASE_BYTES_MAX = 63 << 10;

    private static String text(DisputeRow row, boolean json) {
        return json ? MessageJson.pretty(row) : DisputeText.one(row);
    }

    private static DisputeRows rows(FolderOption folder) {
        try (ExchangeClient client = folder.connect()) {
            return client.ask(exchange -> exchange.getDisputes(GetDisputes.getDefaultInstance()));
        }
    }

    @Command(
            name = "open",
            mixinStandardHelpOptions = true,
            description = {
                "unpaid: by the seller, with the receipts of one lease that has ended, which the buyer has not paid.",
                "wrong-verdict: by the seller, about a result that was rejected; or with --note about one's own standing.",
                "overcharged, wrong-result: by the buyer, about a signed result.",
                "Evidence that this node keeps is listed and written to files by `sparecore dispute cases`."
            })
    static final class Open implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Mixin
        private CommandId id = new CommandId();

        @Parameters(
                index = "0",
                paramLabel = "KIND",
                description = "unpaid, wrong-verdict, overcharged or wrong-result")
        private String kind = "";

        @Option(
                names = "--case",
                paramLabel = "FILE",
                arity = "1..*",
                description = "a case file: what both sides have signed of one assignment. Several for 'unpaid'")
        private List<Path> files = List.of();

        @Option(names = "--note", paramLabel = "NUMBER", description = "a note, as `sparecore standing` numbers it")
        private long note;

        @Option(names = "--json", description = "as a JSON object; money in micro-credits")
        private boolean json;

        @Override
        public Integer call() {
            if ((note == 0) == files.isEmpty()) {
                throw new Failure(ExitCode.USAGE, "show evidence with --case, or name a note with --note");
            }
            OpenDispute.Builder open = OpenDispute.newBuilder().setKind(kind()).setNote(note);
            read().forEach(open::addFiles);
            if (open.build().getSerializedSize() > CASE_BYTES_MAX) {
                throw new Failure(
                        ExitCode.USAGE,
                        "these case files are too large for one dispute, which has " + (CASE_BYTES_MAX >> 10)
                                + " KiB: leave out those of the smallest receipts");
            }
            try (ExchangeClient client = folder.connect()) {
                DisputeRow row = id.once(command -> client.ask(exchange ->
                        exchange.openDispute(open.setCommandId(command).build())));
                System.out.print(text(row, json));
                return ExitCode.OK.status();
            }
        }

        private DisputeKind kind() {
            String name = "DISPUTE_KIND_" + kind.toUpperCase(Locale.ROOT).replace('-', '_');
            for (DisputeKind known : DisputeKind.values()) {
                if (known.name().equals(name) && known != DisputeKind.DISPUTE_KIND_UNSPECIFIED) {
                    return known;
                }
            }
            throw new Failure(
                    ExitCode.USAGE,
                    "'" + kind + "' cannot be disputed: unpaid, wrong-verdict, overcharged or wrong-result");
        }

        /** What is forged, or shown twice, convicts whoever shows it: a file that was damaged or mistaken does not leave here. */
        private List<CaseFile> read() {
            List<CaseFile> cases = new ArrayList<>();
            Set<LeaseId> leases = new HashSet<>();
            Set<Long> assignments = new HashSet<>();
            for (Path file : files) {
                CaseFile wire = read(file);
                Assigned assigned = verified(file, wire).assigned().testimony();
                leases.add(assigned.lease());
                if (leases.size() > 1) {
                    throw new Failure(ExitCode.USAGE, file + " is of another lease: one dispute is about one lease");
                }
                if (!assignments.add(assigned.assignment())) {
                    throw new Failure(
                            ExitCode.USAGE, file + " is about assignment " + assigned.assignment() + " once more");
                }
                cases.add(wire);
            }
            return cases;
        }

        private static CaseFile read(Path file) {
            try {
                if (Files.size(file) > CASE_BYTES_MAX) {
                    throw new Failure(ExitCode.USAGE, file + " is too large for a case file");
                }
                return CaseFile.parseFrom(Files.readAllBytes(file));
            } catch (InvalidProtocolBufferException e) {
                throw new Failure(ExitCode.USAGE, file + " is not a case file", e);
            } catch (NoSuchFileException e) {
                throw new Failure(ExitCode.USAGE, "there is no file " + file, e);
            } catch (IOException e) {
                throw new Failure(ExitCode.ENVIRONMENT, "cannot read " + file + ": " + e.getMessage(), e);
            }
        }

        private static sparecore.evidence.CaseFile verified(Path file, CaseFile wire) {
            try {
                return sparecore.evidence.CaseFile.verify(wire);
            } catch (BadSignedMessageException e) {
                throw new Failure(
                        ExitCode.USAGE,
                        file + " is no evidence: " + e.getMessage()
                                + ". It was not shown to the broker, where it would count against you",
                        e);
            }
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Shows them, the latest first.")
    static final class ListAll implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Option(names = "--json", description = "as a JSON object; money in micro-credits")
        private boolean json;

        @Override
        public Integer call() {
            DisputeRows rows = rows(folder);
            System.out.print(json ? MessageJson.pretty(rows) : DisputeText.list(rows.getRowsList()));
            return ExitCode.OK.status();
        }
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Shows one in full.")
    static final class Show implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Parameters(index = "0", paramLabel = "NUMBER", description = "of the dispute")
        private long number;

        @Option(names = "--json", description = "as a JSON object; money in micro-credits")
        private boolean json;

        @Override
        public Integer call() {
            DisputeRow found = rows(folder).getRowsList().stream()
                    .filter(row -> row.getNumber() == number)
                    .findFirst()
                    .orElseThrow(() -> new Failure(
                            ExitCode.MARKET,
                            "no dispute of yours has the number " + number + ": `sparecore dispute list` lists them"));
            System.out.print(text(found, json));
            return ExitCode.OK.status();
        }
    }
}
