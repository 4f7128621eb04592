package sparecore.buyer.exchange;

import com.google.protobuf.ByteString;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.exchange.MessageJson;
import sparecore.exchange.StandingText;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.GetStanding;
import sparecore.wire.Pledge;
import sparecore.wire.RaisePledge;
import sparecore.wire.ReturnPledge;
import sparecore.wire.StandingShown;

/** {@code sparecore standing}: what the broker thinks of one's own node, and why. */
@Command(
        name = "standing",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the standing of this user's buyer, or of the seller or buyer whose folder --data names: points, each note with its"
                    + " evidence, what is pledged, and which keys count as one with it.",
            "Notes fade by half in 30 days. Subcommands pledge credits for a key, and ask for them back."
        },
        subcommands = {StandingCommand.PledgeFor.class, StandingCommand.Unpledge.class})
public final class StandingCommand implements Callable<Integer> {
    @Mixin
    private FolderOption folder = new FolderOption();

    @Option(names = "--json", description = "as a JSON object; points of notes in thousandths, money in micro-credits")
    private boolean json;

    @Override
    public Integer call() {
        try (ExchangeClient client = folder.connect()) {
            StandingShown standing = client.ask(exchange -> exchange.getStanding(GetStanding.getDefaultInstance()));
            System.out.print(json ? MessageJson.pretty(standing) : StandingText.of(standing));
            return ExitCode.OK.status();
        }
    }

    /** For which key; the daemon's own if none is named. */
    private static final class KeyOption {
        @Option(
                names = "--for",
                paramLabel = "NODE",
                description =
                        "a seller's key that names this account with --credit-to (default: this account's own key)")
        private @Nullable NodeId node;

        ByteString in(ExchangeClient client) {
            return node != null
                    ? node.toWire()
                    : client.ask(exchange -> exchange.getStanding(GetStanding.getDefaultInstance()))
                            .getNode();
        }
    }

    @Command(
            name = "pledge",
            mixinStandardHelpOptions = true,
            description = {
                "Raises what is pledged for a key to AMOUNT in all. It is the deposit of an identity: gone if the key is banned.",
                "Keys for which one account has pledged are one: they vote as one, and are banned as one."
            })
    static final class PledgeFor implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Mixin
        private KeyOption key = new KeyOption();

        @Parameters(index = "0", paramLabel = "AMOUNT", description = "in credits, such as 100 or 0.5; all together")
        private @Nullable Credits amount;

        @Override
        public Integer call() {
            if (amount == null || !amount.isPositive()) {
                throw new Failure(ExitCode.USAGE, "AMOUNT must be more than zero");
            }
            try (ExchangeClient client = folder.connect()) {
                RaisePledge raise = RaisePledge.newBuilder()
                        .setNode(key.in(client))
                        .setTotal(amount.micro())
                        .build();
                Pledge pledge = client.ask(exchange -> exchange.raisePledge(raise));
                System.out.println("pledged: " + StandingText.pledge(pledge));
                return ExitCode.OK.status();
            }
        }
    }

    @Command(
            name = "unpledge",
            mixinStandardHelpOptions = true,
            description =
                    "Asks for a pledge back: the first time that is a notice; after 7 days, asked again, it comes.")
    static final class Unpledge implements Callable<Integer> {
        @Mixin
        private FolderOption folder = new FolderOption();

        @Mixin
        private KeyOption key = new KeyOption();

        @Override
        public Integer call() {
            try (ExchangeClient client = folder.connect()) {
                ReturnPledge back =
                        ReturnPledge.newBuilder().setNode(key.in(client)).build();
                Pledge pledge = client.ask(exchange -> exchange.returnPledge(back));
                System.out.println(pledge.getAmount() == 0 ? "it is back on the account" : StandingText.pledge(pledge));
                return ExitCode.OK.status();
            }
        }
    }
}
