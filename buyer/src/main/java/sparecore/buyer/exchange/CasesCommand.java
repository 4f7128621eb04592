package sparecore.buyer.exchange;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.api.exchange.Cases;
import sparecore.api.exchange.GetCasesRequest;
import sparecore.api.exchange.GetWorkRequest;
import sparecore.api.exchange.KeptCase;
import sparecore.api.exchange.KeptWork;
import sparecore.buyer.referee.Bundle;
import sparecore.exchange.CaseText;
import sparecore.exchange.MessageJson;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** {@code sparecore dispute cases}: the evidence that a daemon has kept, listed or written to files. */
@Command(
        name = "cases",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the evidence that this user's buyer keeps, or the seller or buyer whose folder --data names: what the other side has signed"
                    + " of assignments that were not accepted, or not paid. With --to it is written to case files.",
            "A seller keeps the latest 1,000 results that were not accepted, and the receipts that no voucher covers, the 32 largest of each"
                    + " lease. A buyer keeps the results that it did not accept and some bills far above the others', for a week after the"
                    + " job. Both keep the work with most of them: with --to it is written beside the case file, for"
                    + " `sparecore dispute referee --from DIR`."
        },
        footerHeading = "%nExample, by a seller that was not paid:%n",
        footer = {
            "  sparecore dispute cases --data ~/.sparecore/seller --lease 2f1c --to cases",
            "  sparecore dispute open unpaid --data ~/.sparecore/seller --case cases/*.case"
        })
final class CasesCommand implements Callable<Integer> {
    private static final String CASE = ".case";

    @Mixin
    private FolderOption folder = new FolderOption();

    @Parameters(arity = "0..*", paramLabel = "NUMBER", description = "only these, as the list numbers them")
    private List<Long> numbers = List.of();

    @Option(
            names = "--lease",
            paramLabel = "ID",
            defaultValue = "",
            description = "only those of this lease; its first digits are enough")
    private String lease = "";

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "write each to a file LEASE-ASSIGNMENT.case in this folder, with its work where that is kept")
    private @Nullable Path to;

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() {
        try (ExchangeClient client = folder.connect()) {
            Cases cases = chosen(client);
            Path target = to;
            if (target != null) {
                write(client, cases, target);
            } else {
                System.out.print(json ? MessageJson.pretty(cases) : CaseText.list(cases));
            }
        }
        return ExitCode.OK.status();
    }

    private Cases chosen(ExchangeClient client) {
        Cases all = client.ask(exchange -> exchange.getCases(GetCasesRequest.getDefaultInstance()));
        Cases.Builder chosen = Cases.newBuilder().setNode(all.getNode());
        List<Long> missing = new ArrayList<>(numbers);
        for (KeptCase kept : all.getCasesList()) {
            missing.remove(kept.getNumber());
            boolean named = numbers.isEmpty() || numbers.contains(kept.getNumber());
            if (named && isOfLease(kept)) {
                chosen.addCases(kept);
            }
        }
        if (!missing.isEmpty()) {
            throw new Failure(
                    ExitCode.MARKET,
                    "no evidence of the number " + missing.get(0)
                            + " is kept: `sparecore dispute cases` lists what is");
        }
        return chosen.build();
    }

    /** Which lease it is of is read from what is signed, and so not without need. */
    private boolean isOfLease(KeptCase kept) {
        return lease.isEmpty() || CaseText.leaseOf(kept).startsWith(lease.toLowerCase(Locale.ROOT));
    }

    private static void write(ExchangeClient client, Cases cases, Path folder) {
        if (cases.getCasesCount() == 0) {
            throw new Failure(ExitCode.MARKET, "no such evidence is kept: `sparecore dispute cases` lists what is");
        }
        try {
            Files.createDirectories(folder);
            Bundle bundle = new Bundle(folder);
            for (KeptCase kept : cases.getCasesList()) {
                String name = CaseText.fileName(kept);
                System.out.println(
                        Files.write(folder.resolve(name + CASE), kept.getFile().toByteArray()));
                writeWork(client, kept.getNumber(), bundle, name);
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot write case files to " + folder + ": " + e, e);
        }
    }

    private static void writeWork(ExchangeClient client, long number, Bundle bundle, String name) throws IOException {
        Optional<KeptWork> work = client.find(exchange ->
                exchange.getWork(GetWorkRequest.newBuilder().setNumber(number).build()));
        if (work.isPresent()) {
            System.out.println(bundle.write(name, work.get(), (part, offset) -> piece(client, number, part, offset)));
        }
    }

    private static byte[] piece(ExchangeClient client, long number, int part, long offset) {
        GetWorkRequest request = GetWorkRequest.newBuilder()
                .setNumber(number)
                .setPart(part)
                .setOffset(offset)
                .build();
        return client.ask(exchange -> exchange.getWork(request)).getPiece().toByteArray();
    }
}
