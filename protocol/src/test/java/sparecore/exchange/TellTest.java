package sparecore.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.money.Credits;
import sparecore.wire.Sighting;
import sparecore.wire.StatementRow;

class TellTest {
    /** The cheapest attack on whoever opens a statement in a spreadsheet: a transfer with a formula for a memo. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "=HYPERLINK(1)|'=HYPERLINK(1)",
                "+1|'+1",
                "-1|'-1",
                "@x|'@x",
                "thanks|thanks",
                "a,b|\"a,b\"",
                "say \"x\"|\"say \"\"x\"\"\"",
                "=A1,2|\"'=A1,2\""
            })
    void takesTheSpringOutOfFormulasAndQuotesWhatMustBe(String memo, String written) {
        assertThat(Csv.row(List.of(memo))).isEqualTo(written + "\n");
    }

    @Test
    void leavesItsOwnNumbersAsTheyAre() {
        StatementRow row = StatementRow.newBuilder()
                .setNumber(7)
                .setAtMillis(1_700_000_000_000L)
                .setKind("transfer")
                .setAmount(-1_500_000)
                .setBalance(2)
                .setOtherKind("node")
                .setOther("abc")
                .setCause("00ff")
                .build();
        assertThat(Tell.csv(List.of(row)))
                .isEqualTo("7,2023-11-14T22:13:20Z,transfer,-1.500000,0.000002,node,abc,00ff,\n");
        assertThat(Tell.csvHeader()).startsWith("number,time,");
        assertThat(Tell.statement(List.of(row)))
                .contains(Credits.ofMicro(-1_500_000).toString());
    }

    @Test
    void saysHowASightingWasChecked() {
        assertThat(Tell.sighting(Sighting.getDefaultInstance())).isEqualTo("not since it started");
        Sighting.Builder seen = Sighting.newBuilder().setFrom("1.2.3.4:5").setSinceMillis(1_700_000_000_000L);
        assertThat(Tell.sighting(seen.build()))
                .contains("1.2.3.4:5")
                .contains("TLS")
                .doesNotContain("dial");
        assertThat(Tell.sighting(seen.setAdvertised("h:1").build()))
                .contains("peers dial h:1")
                .contains("the broker has not tried yet")
                .contains("no peer has yet");
        seen.setCheckedAtMillis(1_700_000_000_000L);
        assertThat(Tell.sighting(seen.build())).contains("the broker DID NOT REACH IT at 2023");
        assertThat(Tell.sighting(seen.setAnswered(true).build())).contains("the broker reached it at 2023");
        assertThat(Tell.sighting(seen.setMissedAtMillis(1_700_000_000_000L).build()))
                .contains("a buyer did not come at 2023");
        assertThat(Tell.sighting(seen.setReachedAtMillis(1_700_000_000_000L).build()))
                .contains("a peer last did at 2023");
        assertThat(Tell.sighting(seen.setRelayedAtMillis(1_700_000_000_000L).build()))
                .contains("met at the relay at 2023");
    }
}
