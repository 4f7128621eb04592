package sparecore.broker.main;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import sparecore.api.broker.SettleDisputeRequest;
import sparecore.exchange.DisputeText;
import sparecore.exchange.MessageJson;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeRows;
import sparecore.wire.GetDisputes;

/** {@code broker disputes}: what owners dispute, and what a referee has found. */
@CommandLine.Command(
        name = "disputes",
        description = {
            "Shows disputes: first those that wait for a referee, then the latest decided ones.",
            "A referee runs the disputed work again and compares: `sparecore dispute referee` does, on this machine, and settles it. Who has"
                    + " found it out in another way tells it with 'settle'. A dispute that nobody settles in 14 days lapses, and nothing follows."
        },
        mixinStandardHelpOptions = true,
        subcommands = {DisputesCommand.Show.class, DisputesCommand.Settle.class})
final class DisputesCommand implements Callable<Integer> {
    @CommandLine.Option(names = "--json", description = "One JSON object on standard output; money in micro-credits.")
    private boolean json;

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        DisputeRows rows = folder.ask(broker -> broker.getDisputes(GetDisputes.getDefaultInstance()));
        System.out.print(json ? MessageJson.pretty(rows) : DisputeText.list(rows.getRowsList()));
        return ExitCode.OK.status();
    }

    private static String text(DisputeRow row, boolean json) {
        return json ? MessageJson.pretty(row) : DisputeText.one(row);
    }

    @CommandLine.Command(
            name = "show",
            description = "Shows one in full: which work, which answer, what is at stake.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        @CommandLine.Parameters(index = "0", paramLabel = "NUMBER", description = "Of the dispute.")
        private long number;

        @CommandLine.Option(
                names = "--json",
                description = "One JSON object on standard output; money in micro-credits.")
        private boolean json;

        @CommandLine.Mixin
        private FolderOption folder = new FolderOption();

        @Override
        public Integer call() {
            DisputeRows rows = folder.ask(broker -> broker.getDisputes(GetDisputes.getDefaultInstance()));
            DisputeRow found = rows.getRowsList().stream()
                    .filter(row -> row.getNumber() == number)
                    .findFirst()
                    .orElseThrow(() -> new Failure(
                            ExitCode.MARKET,
                            "no dispute has the number " + number + ": `sparecore broker disputes` lists them"));
            System.out.print(text(found, json));
            return ExitCode.OK.status();
        }
    }

    @CommandLine.Command(
            name = "settle",
            description = "Tells what a referee has found; both sides see why. What follows cannot be undone.",
            mixinStandardHelpOptions = true)
    static final class Settle implements Callable<Integer> {
        @CommandLine.Parameters(index = "0", paramLabel = "NUMBER", description = "Of the dispute.")
        private long number;

        @CommandLine.Option(
                names = "--json",
                description = "One JSON object on standard output; money in micro-credits.")
        private boolean json;

        @CommandLine.Parameters(
                index = "1",
                paramLabel = "upheld|dismissed",
                description = "Whether the one who opened it is right.")
        private String verdict = "";

        @CommandLine.Option(names = "--why", paramLabel = "TEXT", required = true, description = "For both sides.")
        private String why = "";

        @CommandLine.Mixin
        private FolderOption folder = new FolderOption();

        @Override
        public Integer call() {
            if (!verdict.equals("upheld") && !verdict.equals("dismissed")) {
                throw new Failure(ExitCode.USAGE, "a dispute is 'upheld' or 'dismissed', not '" + verdict + "'");
            }
            SettleDisputeRequest request = SettleDisputeRequest.newBuilder()
                    .setNumber(number)
                    .setUpheld(verdict.equals("upheld"))
                    .setWhy(why)
                    .build();
            System.out.print(text(folder.ask(broker -> broker.settleDispute(request)), json));
            return ExitCode.OK.status();
        }
    }
}
