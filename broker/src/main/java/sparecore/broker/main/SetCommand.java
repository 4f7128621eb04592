package sparecore.broker.main;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sparecore.api.broker.HouseTerms;
import sparecore.api.broker.SetHouseRequest;
import sparecore.exchange.MarketText;
import sparecore.exchange.MessageJson;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;

/** {@code broker set}: the terms of the house, while the broker runs. */
@CommandLine.Command(
        name = "set",
        description = {
            "Sets the operator's terms for what is ordered from now on; bids and leases that stand keep theirs. Without an option it"
                    + " shows them.",
            "What is set here holds over restarts, whatever `broker run` is told."
        },
        mixinStandardHelpOptions = true)
final class SetCommand implements Callable<Integer> {
    @CommandLine.Option(
            names = "--commission",
            paramLabel = "BPS",
            description = "The operator's share in hundredths of a percent.")
    private @Nullable Integer commission;

    @CommandLine.Option(
            names = "--payout-least",
            paramLabel = "CREDITS",
            description = "Withdrawals of less are refused.")
    private @Nullable Credits payoutLeast;

    @CommandLine.Option(
            names = "--pledge-least",
            paramLabel = "CREDITS",
            description = "Sellers who have pledged less cannot place asks; 0 asks for none.")
    private @Nullable Credits pledgeLeast;

    @CommandLine.Option(names = "--json", description = "One JSON object on standard output; money in micro-credits.")
    private boolean json;

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        SetHouseRequest.Builder request = SetHouseRequest.newBuilder();
        if (commission != null) {
            request.setCommissionBasisPoints(commission);
        }
        if (payoutLeast != null) {
            request.setPayoutLeast(payoutLeast.micro());
        }
        if (pledgeLeast != null) {
            request.setPledgeLeast(pledgeLeast.micro());
        }
        HouseTerms terms = folder.ask(broker -> broker.setHouse(request.build()));
        System.out.print(json ? MessageJson.pretty(terms) : text(terms));
        return ExitCode.OK.status();
    }

    private static String text(HouseTerms terms) {
        return "commission     " + MarketText.percent(terms.getCommissionBasisPoints()) + "\n"
                + "least payout   " + Credits.ofMicro(terms.getPayoutLeast()) + " credits\n"
                + "least pledge   " + Credits.ofMicro(terms.getPledgeLeast()) + " credits\n";
    }
}
