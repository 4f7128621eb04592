package sparecore.buyer.exchange;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.exchange.MarketText;
import sparecore.exchange.MessageJson;
import sparecore.exchange.StatementPages;
import sparecore.exchange.Tell;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.Account;
import sparecore.wire.CancelMoney;
import sparecore.wire.CreditsTransferred;
import sparecore.wire.GetAccount;
import sparecore.wire.GetStatement;
import sparecore.wire.ListMoney;
import sparecore.wire.MoneyDirection;
import sparecore.wire.MoneyRow;
import sparecore.wire.MoneyRows;
import sparecore.wire.RequestMoney;
import sparecore.wire.TransferCredits;

/** {@code sparecore account}: an owner's money at the broker. */
@Command(
        name = "account",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the account of this user's buyer, or of the seller or buyer whose folder --data names.",
            "Subcommands show what moved on it, give credits to others, and ask the operator to pay in or out."
        },
        subcommands = {
            AccountCommand.StatementOf.class,
            AccountCommand.Transfer.class,
            AccountCommand.Deposit.class,
            AccountCommand.Withdraw.class,
            AccountCommand.Requests.class,
            AccountCommand.Cancel.class
        })
public final class AccountCommand implements Callable<Integer> {
    @Mixin
    private FolderOption folder = new FolderOption();

    @Option(names = "--json", description = "as a JSON object; money in micro-credits")
    private boolean json;

    @Override
    public Integer call() {
        try (ExchangeClient client = folder.connect()) {
            Account account = client.ask(exchange -> exchange.getAccount(GetAccount.getDefaultInstance()));
            System.out.print(json ? MessageJson.pretty(account) : text(account));
            return ExitCode.OK.status();
        }
    }

    private static String text(Account account) {
        return "available    " + Credits.ofMicro(account.getAvailable()) + " credits\n"
                + "held         " + Credits.ofMicro(account.getHeld()) + " credits, for bids, leases and withdrawals\n"
                + "earned       " + Credits.ofMicro(account.getEarned()) + " credits\n"
                + "spent        " + Credits.ofMicro(account.getSpent()) + " credits\n"
                + "commission   " + MarketText.percent(account.getCommissionBasisPoints())
                + " of what a seller is paid\n"
                + "seen         " + Tell.sighting(account.getSighting()) + "\n";
    }

    @Command(
            name = "statement",
            mixinStandardHelpOptions = true,
            description = "Shows what moved on the account, oldest first.")
    static final class StatementOf implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Option(names = "--csv", description = "comma-separated values, with a line of names")
        private boolean csv;

        @Option(
                names = "--json",
                description = "a JSON object for each row, on a line of its own; money in micro-credits")
        private boolean json;

        @Override
        public Integer call() {
            StatementPages.Form form = StatementPages.Form.of(csv, json);
            try (ExchangeClient client = folder.connect()) {
                StatementPages.print(
                        System.out,
                        form,
                        after -> client.ask(exchange -> exchange.getStatement(
                                GetStatement.newBuilder().setAfter(after).build())));
                return ExitCode.OK.status();
            }
        }
    }

    @Command(name = "transfer", mixinStandardHelpOptions = true, description = "Gives credits to another account.")
    static final class Transfer implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Mixin
        private CommandId id = new CommandId();

        @Parameters(index = "0", paramLabel = "NODE", description = "the account's node: 52 letters and digits")
        private @Nullable NodeId node;

        @Parameters(index = "1", paramLabel = "AMOUNT", description = "in credits, such as 100 or 0.5")
        private @Nullable Credits amount;

        @Option(names = "--memo", paramLabel = "TEXT", defaultValue = "", description = "both see it")
        private String memo = "";

        @Override
        public Integer call() {
            if (node == null) {
                throw new Failure(ExitCode.USAGE, "say to which node");
            }
            TransferCredits.Builder transfer = TransferCredits.newBuilder()
                    .setTo(node.toWire())
                    .setAmount(positive(amount))
                    .setMemo(memo);
            try (ExchangeClient client = folder.connect()) {
                CreditsTransferred done = id.once(command -> client.ask(exchange ->
                        exchange.transfer(transfer.setCommandId(command).build())));
                System.out.println("transferred " + amount + " credits to " + node.shortForm() + ": "
                        + Credits.ofMicro(done.getAvailable()) + " available");
                return ExitCode.OK.status();
            }
        }
    }

    private static long positive(@Nullable Credits amount) {
        if (amount == null || !amount.isPositive()) {
            throw new Failure(ExitCode.USAGE, "AMOUNT must be more than zero");
        }
        return amount.micro();
    }

    @Command(
            name = "deposit",
            mixinStandardHelpOptions = true,
            description = "Tells the operator of a payment to it: the credits come when it confirms.")
    static final class Deposit implements Callable<Integer> {
        @Mixin
        private MoneyOptions money = new MoneyOptions();

        @Override
        public Integer call() {
            return money.request(MoneyDirection.MONEY_DIRECTION_DEPOSIT);
        }
    }

    @Command(
            name = "withdraw",
            mixinStandardHelpOptions = true,
            description = "Asks the operator to pay credits out: they are set aside now, and gone when it confirms.")
    static final class Withdraw implements Callable<Integer> {
        @Mixin
        private MoneyOptions money = new MoneyOptions();

        @Override
        public Integer call() {
            return money.request(MoneyDirection.MONEY_DIRECTION_WITHDRAWAL);
        }
    }

    /** What deposits and withdrawals have in common. */
    private static final class MoneyOptions {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Mixin
        private CommandId id = new CommandId();

        @Parameters(index = "0", paramLabel = "AMOUNT", description = "in credits, such as 100 or 0.5")
        private @Nullable Credits amount;

        @Option(
                names = "--details",
                paramLabel = "TEXT",
                required = true,
                description = "for the operator: how you paid, or where to pay to")
        private String details = "";

        int request(MoneyDirection direction) {
            RequestMoney.Builder request = RequestMoney.newBuilder()
                    .setDirection(direction)
                    .setAmount(positive(amount))
                    .setDetails(details);
            try (ExchangeClient client = folder.connect()) {
                MoneyRow row = id.once(command -> client.ask(exchange ->
                        exchange.requestMoney(request.setCommandId(command).build())));
                System.out.println("request " + row.getNumber() + " waits for the operator; to take it back: "
                        + "sparecore account cancel " + hex(row.getCommandId()));
                return ExitCode.OK.status();
            }
        }
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    @Command(
            name = "requests",
            mixinStandardHelpOptions = true,
            description = "Shows deposits and withdrawals, and what became of them.")
    static final class Requests implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Option(names = "--json", description = "as a JSON object; money in micro-credits")
        private boolean json;

        @Override
        public Integer call() {
            try (ExchangeClient client = folder.connect()) {
                MoneyRows rows = client.ask(exchange -> exchange.listMoney(ListMoney.getDefaultInstance()));
                System.out.print(json ? MessageJson.pretty(rows) : Tell.money(rows.getRowsList()));
                return ExitCode.OK.status();
            }
        }
    }

    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            description = "Takes a deposit or withdrawal back that the operator has not decided on.")
    static final class Cancel implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Parameters(paramLabel = "ID", description = "as it was printed when it was requested")
        private String id = "";

        @Override
        public Integer call() {
            if (!id.matches("[0-9a-fA-F]{32}")) {
                throw new Failure(ExitCode.USAGE, "ID is 32 hexadecimal digits");
            }
            CancelMoney cancel = CancelMoney.newBuilder()
                    .setCommandId(ByteString.copyFrom(HexFormat.of().parseHex(id)))
                    .build();
            try (ExchangeClient client = folder.connect()) {
                MoneyRow row = client.ask(exchange -> exchange.cancelMoney(cancel));
                System.out.println("request " + row.getNumber() + " is cancelled");
                return ExitCode.OK.status();
            }
        }
    }
}
