package sparecore.broker.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;

class LedgerTest {
    private static final Id ID = new Id(1, 2);
    private static final Account NODE = new Account.Node(NodeId.fromBytes(new byte[32]));
    private static final Account HOLD = new Account.Hold(new BidId(ID));
    private static final Account ESCROW = new Account.Escrow(new LeaseId(ID));

    private final Ledger ledger = new Ledger();

    private static Transfer move(Account debit, Account credit, long micro) {
        return Transfer.of(TransferKind.HOLD, debit, credit, Credits.ofMicro(micro), ID);
    }

    @Test
    void movesFromOneAccountToTheOther() {
        ledger.apply(move(Account.House.ISSUED, NODE, 10));
        ledger.apply(move(NODE, HOLD, 4));
        assertThat(ledger.balance(NODE).micro()).isEqualTo(6);
        assertThat(ledger.balance(HOLD).micro()).isEqualTo(4);
        assertThat(ledger.balance(Account.House.ISSUED).micro()).isEqualTo(-10);
        assertThat(ledger.transfers()).isEqualTo(2);
        assertThat(ledger.check().balanced()).isTrue();
        assertThat(ledger.check().issued().micro()).isEqualTo(10);
    }

    @Test
    void takesNoAccountButIssuedBelowZeroAndThenChangesNothing() {
        ledger.apply(move(Account.House.ISSUED, NODE, 10));
        assertThatThrownBy(() -> ledger.apply(move(NODE, HOLD, 11))).isInstanceOf(IllegalStateException.class);
        assertThat(ledger.balance(NODE).micro()).isEqualTo(10);
        assertThat(ledger.balance(HOLD)).isEqualTo(Credits.ZERO);
        assertThat(ledger.transfers()).isEqualTo(1);
    }

    @Test
    void neverOverflowsIntoAWrongBalance() {
        ledger.apply(move(Account.House.ISSUED, NODE, Long.MAX_VALUE));
        assertThatThrownBy(() -> ledger.apply(move(Account.House.ISSUED, NODE, 2)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(ledger.check().balanced()).isTrue();
    }

    @Test
    void forgetsHoldsAndEscrowsThatAreEmptyButNoNode() {
        ledger.apply(move(Account.House.ISSUED, NODE, 1));
        ledger.apply(move(NODE, HOLD, 1));
        ledger.apply(move(HOLD, ESCROW, 1));
        assertThat(ledger.balances()).containsOnlyKeys(Account.House.ISSUED, NODE, ESCROW);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void knowsNoTransferOfNothingOrLess(long micro) {
        assertThatThrownBy(() -> move(NODE, HOLD, micro)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void knowsNoTransferFromAnAccountToItself() {
        assertThatThrownBy(() -> move(NODE, NODE, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checkFindsASumThatIsNotZeroAndABalanceBelowZero() {
        assertThat(new Ledger(Map.of(NODE, Credits.ofMicro(3)), 1).check().problem())
                .contains("add up to 0.000003");
        Ledger below = new Ledger(Map.of(NODE, Credits.ofMicro(-3), HOLD, Credits.ofMicro(3)), 1);
        assertThat(below.check().sum()).isEqualTo(Credits.ZERO);
        assertThat(below.check().balanced()).isFalse();
        assertThat(below.check().problem()).contains("below zero");
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfAccountComesBackFromItsNumberAndKey(Account.Kind kind) {
        Account account =
                switch (kind) {
                    case NODE -> NODE;
                    case HOLD -> HOLD;
                    case ESCROW -> ESCROW;
                    case COMMISSION -> Account.House.COMMISSION;
                    case ISSUED -> Account.House.ISSUED;
                    case PAYOUT -> new Account.Payout(0x0102_0304_0506_0708L);
                    case PLEDGE -> new Account.Pledge(NodeId.fromBytes(new byte[NodeId.BYTES]));
                };
        assertThat(Account.of(Account.Kind.ofNumber(kind.number()), account.key()))
                .isEqualTo(account);
    }

    @Test
    void refusesAKindThatDoesNotExist() {
        assertThatThrownBy(() -> Account.Kind.ofNumber(8)).isInstanceOf(IllegalArgumentException.class);
    }
}
