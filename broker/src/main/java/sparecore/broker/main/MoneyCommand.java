package sparecore.broker.main;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import sparecore.api.broker.DecideMoney;
import sparecore.exchange.MessageJson;
import sparecore.exchange.Tell;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.ListMoney;
import sparecore.wire.MoneyRow;
import sparecore.wire.MoneyRows;

/** {@code broker money}: deposits and withdrawals that owners have requested. */
@CommandLine.Command(
        name = "money",
        description = {
            "Shows deposits and withdrawals that owners have requested, and decides on them.",
            "Confirm a deposit when the money has come, and a withdrawal when you have paid it: credits move then. A reference to a"
                    + " payment outside confirms one request; repeating a confirmation changes nothing."
        },
        mixinStandardHelpOptions = true,
        subcommands = {MoneyCommand.Confirm.class, MoneyCommand.Refuse.class})
final class MoneyCommand implements Callable<Integer> {
    @CommandLine.Option(names = "--json", description = "One JSON object on standard output; money in micro-credits.")
    private boolean json;

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        MoneyRows rows = folder.ask(broker -> broker.listMoney(ListMoney.getDefaultInstance()));
        System.out.print(json ? MessageJson.pretty(rows) : Tell.money(rows.getRowsList()));
        return ExitCode.OK.status();
    }

    private static int told(MoneyRow row) {
        System.out.println("request " + row.getNumber() + ", "
                + Tell.words(row.getDirection().name(), "MONEY_DIRECTION_") + " of " + Credits.ofMicro(row.getAmount())
                + " credits, is " + Tell.words(row.getState().name(), "MONEY_STATE_"));
        return ExitCode.OK.status();
    }

    @CommandLine.Command(
            name = "confirm",
            description = "The payment outside is made: the credits come or go.",
            mixinStandardHelpOptions = true)
    static final class Confirm implements Callable<Integer> {
        @CommandLine.Parameters(index = "0", paramLabel = "NUMBER", description = "Of the request.")
        private long number;

        @CommandLine.Option(
                names = "--reference",
                paramLabel = "TEXT",
                required = true,
                description = "That of the payment outside; it confirms one request.")
        private String reference = "";

        @CommandLine.Mixin
        private FolderOption folder = new FolderOption();

        @Override
        public Integer call() {
            if (reference.isBlank()) {
                throw new Failure(ExitCode.USAGE, "--reference names the payment outside");
            }
            DecideMoney decision = DecideMoney.newBuilder()
                    .setNumber(number)
                    .setText(reference)
                    .build();
            return told(folder.ask(broker -> broker.confirmMoney(decision)));
        }
    }

    @CommandLine.Command(
            name = "refuse",
            description = "It will not be made: what a withdrawal has set aside goes back.",
            mixinStandardHelpOptions = true)
    static final class Refuse implements Callable<Integer> {
        @CommandLine.Parameters(index = "0", paramLabel = "NUMBER", description = "Of the request.")
        private long number;

        @CommandLine.Option(names = "--why", paramLabel = "TEXT", defaultValue = "", description = "For its owner.")
        private String why = "";

        @CommandLine.Mixin
        private FolderOption folder = new FolderOption();

        @Override
        public Integer call() {
            DecideMoney decision =
                    DecideMoney.newBuilder().setNumber(number).setText(why).build();
            return told(folder.ask(broker -> broker.refuseMoney(decision)));
        }
    }
}
