package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.reply;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.broker.cashier.Direction;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.cashier.MoneyState;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** Credits between accounts, and in and out. */
class CashierTest {
    private final MarketBench market = new MarketBench(3);
    private final NodeId owner = market.buyer(1_000);
    private final NodeId friend = market.node();

    @AfterEach
    void theBooksBalance() {
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    private Decision transfer(Id command, NodeId from, NodeId to, long amount) {
        return market.run(new Command.TransferCredits(command, from, to, Credits.ofMicro(amount), "for lunch"));
    }

    private MoneyRequest request(Id command, Direction direction, long amount) {
        Decision decision =
                market.run(new Command.RequestMoney(owner, command, direction, Credits.ofMicro(amount), "IBAN 7"));
        return ((Reply.MoneyShown) reply(decision)).request();
    }

    private Decision confirm(MoneyRequest request, String reference) {
        return market.run(new Command.ConfirmMoney(request.number(), reference));
    }

    private long available(NodeId node) {
        return market.available(node).micro();
    }

    @Test
    void aTransferMovesItsCreditsOnceHoweverOftenItIsSent() {
        Id command = market.id();
        assertThat(reply(transfer(command, owner, friend, 400))).isEqualTo(new Reply.Credited(Credits.ofMicro(600)));
        assertThat(reply(transfer(command, owner, friend, 400))).isEqualTo(new Reply.Credited(Credits.ofMicro(600)));
        assertThat(available(friend)).isEqualTo(400);
        assertThat(reason(transfer(command, owner, friend, 401))).isEqualTo(Reason.CONFLICT);
        assertThat(reason(transfer(market.id(), owner, friend, 601))).isEqualTo(Reason.NO_CREDITS);
        assertThatThrownBy(() -> transfer(market.id(), owner, owner, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The cheapest attack: flood the broker with transfers, so that it forgets another's, whose repeat would then count twice. */
    @Test
    void nobodyMakesTheBrokerForgetAnothersTransfer() {
        Id command = market.id();
        transfer(command, owner, friend, 400);
        NodeId flooder = market.buyer(1_000);
        for (int i = 0; i < 3 * MarketLimits.TRANSFERS_REMEMBERED_PER_NODE; i++) {
            transfer(market.id(), flooder, friend, 1);
        }
        long before = available(friend);
        transfer(command, owner, friend, 400);
        assertThat(available(friend)).isEqualTo(before);
        transfer(command, flooder, friend, 1);
        assertThat(available(friend))
                .as("the same id of another owner is another transfer")
                .isEqualTo(before + 1);
    }

    @Test
    void whatIsToBePaidOutCannotBeSpentMeanwhile() {
        MoneyRequest request = request(market.id(), Direction.WITHDRAWAL, 700);
        assertThat(available(owner)).isEqualTo(300);
        assertThat(market.show(owner).held().micro()).isEqualTo(700);
        assertThat(reason(transfer(market.id(), owner, friend, 301))).isEqualTo(Reason.NO_CREDITS);
        confirm(request, "wire 1");
        assertThat(available(owner)).isEqualTo(300);
        assertThat(market.state().ledger().check().issued().micro()).isEqualTo(300);
    }

    @Test
    void aDepositComesWhenTheOperatorConfirmsItAndNotBefore() {
        MoneyRequest request = request(market.id(), Direction.DEPOSIT, 50);
        assertThat(available(owner)).isEqualTo(1_000);
        assertThat(reply(confirm(request, "wire 2"))).isInstanceOf(Reply.MoneyShown.class);
        assertThat(available(owner)).isEqualTo(1_050);
        assertThat(reply(confirm(request, "wire 2"))).isInstanceOf(Reply.MoneyShown.class);
        assertThat(available(owner)).as("confirmed twice").isEqualTo(1_050);
        assertThat(reason(confirm(request, "wire 3"))).isEqualTo(Reason.CONFLICT);
    }

    /** A note that was paid must not pay a second request, whoever shows it again. */
    @Test
    void onePaymentOutsideConfirmsOneRequest() {
        confirm(request(market.id(), Direction.DEPOSIT, 50), "wire 1");
        MoneyRequest second = request(market.id(), Direction.DEPOSIT, 50);
        assertThat(reason(confirm(second, "wire 1"))).isEqualTo(Reason.CONFLICT);
        assertThat(available(owner)).isEqualTo(1_050);
        MoneyRequest out = request(market.id(), Direction.WITHDRAWAL, 100);
        assertThat(reply(confirm(out, "wire 1"))).as("the other direction").isInstanceOf(Reply.MoneyShown.class);
    }

    @Test
    void aRequestIsMadeOnceHoweverOftenItIsSent() {
        Id command = market.id();
        MoneyRequest first = request(command, Direction.WITHDRAWAL, 200);
        assertThat(request(command, Direction.WITHDRAWAL, 200)).isEqualTo(first);
        assertThat(available(owner)).isEqualTo(800);
        assertThat(reason(market.run(new Command.RequestMoney(
                        owner, command, Direction.WITHDRAWAL, Credits.ofMicro(201), "IBAN 7"))))
                .isEqualTo(Reason.CONFLICT);
        confirm(first, "wire 1");
        assertThat(request(command, Direction.WITHDRAWAL, 200).state()).isEqualTo(MoneyState.CONFIRMED);
        assertThat(available(owner)).isEqualTo(800);
    }

    /** Of a withdrawal of 200 out of 1,000: what each command answers in each state, and what the owner then has. */
    @ParameterizedTest
    @CsvSource({
        "REQUESTED, cancel, CANCELLED, 1000",
        "REQUESTED, refuse, REFUSED, 1000",
        "REQUESTED, confirm, CONFIRMED, 800",
        "CONFIRMED, cancel, ENDED, 800",
        "CONFIRMED, refuse, ENDED, 800",
        "CONFIRMED, confirm, CONFIRMED, 800",
        "REFUSED, cancel, ENDED, 1000",
        "REFUSED, refuse, REFUSED, 1000",
        "REFUSED, confirm, ENDED, 1000",
        "CANCELLED, cancel, CANCELLED, 1000",
        "CANCELLED, refuse, ENDED, 1000",
        "CANCELLED, confirm, ENDED, 1000"
    })
    void answersEveryCommandInEveryState(String state, String command, String expected, long available) {
        MoneyRequest request = request(market.id(), Direction.WITHDRAWAL, 200);
        switch (state) {
            case "CONFIRMED" -> decide("confirm", request);
            case "REFUSED" -> decide("refuse", request);
            case "CANCELLED" -> decide("cancel", request);
            default -> assertThat(request.state()).isEqualTo(MoneyState.REQUESTED);
        }
        Decision decision = decide(command, request);
        String answer = decision instanceof Decision.Refused refused
                ? refused.reason().name()
                : ((Reply.MoneyShown) reply(decision)).request().state().name();
        assertThat(answer).isEqualTo(expected);
        assertThat(available(owner)).isEqualTo(available);
    }

    private Decision decide(String command, MoneyRequest request) {
        return switch (command) {
            case "confirm" -> confirm(request, "wire 1");
            case "refuse" -> market.run(new Command.RefuseMoney(request.number(), "no such account"));
            default -> market.run(new Command.CancelMoney(owner, request.command()));
        };
    }

    @Test
    void refusesWhatIsTooSmallTooMuchOrTooMany() {
        assertThat(reason(withdraw(99))).as("below the payout threshold").isEqualTo(Reason.LIMIT);
        assertThat(reason(withdraw(1_001))).isEqualTo(Reason.NO_CREDITS);
        for (int i = 0; i < MarketLimits.MONEY_REQUESTS_PER_NODE_MAX; i++) {
            request(market.id(), Direction.DEPOSIT, 1);
        }
        assertThat(reason(withdraw(100))).isEqualTo(Reason.LIMIT);
        assertThat(reason(market.run(new Command.CancelMoney(friend, market.id()))))
                .isEqualTo(Reason.UNKNOWN);
        assertThat(reason(market.run(new Command.ConfirmMoney(999_999, "x")))).isEqualTo(Reason.UNKNOWN);
        assertThatThrownBy(() -> new Command.ConfirmMoney(1, " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Command.RefuseMoney(1, "\u001b[2J")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Command.RefuseMoney(1, "\u202emoc"))
                .as("text that runs backwards")
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Decision withdraw(long amount) {
        return market.run(
                new Command.RequestMoney(owner, market.id(), Direction.WITHDRAWAL, Credits.ofMicro(amount), "IBAN 7"));
    }

    @Test
    void listsTheLatestAndAllThatWait() {
        MoneyRequest waiting = request(market.id(), Direction.DEPOSIT, 1);
        for (int i = 0; i < MarketLimits.MONEY_REQUESTS_LISTED_MAX + 5; i++) {
            confirm(request(market.id(), Direction.DEPOSIT, 1), "wire " + i);
        }
        Reply.MoneyListed listed = (Reply.MoneyListed) reply(market.decide(new Command.ListMoney(owner)));
        assertThat(listed.requests())
                .hasSize(MarketLimits.MONEY_REQUESTS_LISTED_MAX)
                .endsWith(waiting);
        assertThat(Views.of(market.state(), MarketBench.HOUSE, market.nowMillis())
                        .money())
                .endsWith(waiting);
    }

    @Test
    void aDepositWhoseMoneyDoesNotComeExpiresAndAWithdrawalWaits() {
        MoneyRequest deposit = request(market.id(), Direction.DEPOSIT, 50);
        request(market.id(), Direction.WITHDRAWAL, 200);
        market.sleep(MoneyRequest.DEPOSIT_WAITS_MILLIS_MAX - 1);
        assertThat(market.state().money().find(deposit.number()).orElseThrow().state())
                .isEqualTo(MoneyState.REQUESTED);
        market.sleep(1);
        assertThat(market.state().money().find(deposit.number()).orElseThrow().state())
                .isEqualTo(MoneyState.EXPIRED);
        assertThat(reason(confirm(deposit, "wire 9"))).isEqualTo(Reason.ENDED);
        assertThat(available(owner)).as("what is to be paid out").isEqualTo(800);
    }

    @Test
    void theOperatorSetsOtherTermsForWhatIsOrderedFromNowOn() {
        Decision set = market.run(new Command.SetHouse(
                Optional.of(new Commission(100)), Optional.of(Credits.ofMicro(500)), Optional.empty()));
        assertThat(reply(set))
                .isEqualTo(
                        new Reply.HouseShown(new HouseTerms(new Commission(100), Credits.ofMicro(500), Credits.ZERO)));
        assertThat(reason(withdraw(499))).isEqualTo(Reason.LIMIT);
        assertThat(market.show(owner).commission()).isEqualTo(new Commission(100));
        assertThatThrownBy(() ->
                        new Command.SetHouse(Optional.empty(), Optional.of(Credits.ofMicro(-1)), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDepositCannotIssueMoreThanABrokerMay() {
        MoneyRequest request = request(market.id(), Direction.DEPOSIT, 100);
        market.credit(friend, MarketLimits.ISSUED_MAX.micro() - 1_050);
        assertThat(reason(confirm(request, "wire 1"))).isEqualTo(Reason.LIMIT);
        assertThat(available(owner)).isEqualTo(1_000);
    }
}
