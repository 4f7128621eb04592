package sparecore.buyer.referee;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.lease.LeaseId;
import sparecore.money.Speed;
import sparecore.result.Ending;
import sparecore.result.RunResult;
import sparecore.wire.DisputeKind;
import sparecore.wire.DisputeRow;

/** What follows from a referee's runs. */
class FindingTest {
    private static final RunResult RIGHT = result(Ending.EXITED, 1);
    private static final RunResult OTHER = result(Ending.EXITED, 2);

    private static RunResult result(Ending ending, int output) {
        Digest work = Digest.of(new byte[] {7});
        return new RunResult(
                new LeaseId(new Id(0, 0)), 0, work, ending, 0, 0, Digest.of(new byte[] {(byte) output}), 1_500_000);
    }

    private static DisputeRow dispute(DisputeKind kind, Digest answer) {
        return DisputeRow.newBuilder()
                .setKind(kind)
                .setAnswer(ByteString.copyFrom(answer.toBytes()))
                .setCpuMicros(9_000_000)
                .build();
    }

    private static Finding.Decision decide(DisputeKind kind, RunResult sellers, RunResult... runs) {
        return Finding.of(dispute(kind, sellers.answer()), List.of(runs), Speed.REFERENCE)
                .decision();
    }

    @Test
    void comparesTheSellersAnswerWithItsOwn() {
        DisputeKind verdict = DisputeKind.DISPUTE_KIND_WRONG_VERDICT;
        DisputeKind result = DisputeKind.DISPUTE_KIND_WRONG_RESULT;
        assertThat(decide(verdict, RIGHT, RIGHT, RIGHT)).isEqualTo(Finding.Decision.UPHELD);
        assertThat(decide(verdict, OTHER, RIGHT, RIGHT)).isEqualTo(Finding.Decision.DISMISSED);
        assertThat(decide(result, RIGHT, RIGHT, RIGHT)).isEqualTo(Finding.Decision.DISMISSED);
        assertThat(decide(result, OTHER, RIGHT, RIGHT)).isEqualTo(Finding.Decision.UPHELD);
    }

    @Test
    void blamesNobodyWhereARunTellsNothing() {
        DisputeKind verdict = DisputeKind.DISPUTE_KIND_WRONG_VERDICT;
        RunResult late = result(Ending.CPU_LIMIT, 1);
        assertThat(decide(verdict, RIGHT, RIGHT, OTHER)).as("not deterministic").isEqualTo(Finding.Decision.UNCLEAR);
        assertThat(decide(verdict, RIGHT, late, late)).isEqualTo(Finding.Decision.UNCLEAR);
        DisputeRow untold = dispute(verdict, Digest.fromBytes(new byte[Digest.BYTES]));
        assertThat(Finding.of(untold, List.of(RIGHT, RIGHT), Speed.REFERENCE).decision())
                .as("a note that tells no answer")
                .isEqualTo(Finding.Decision.UNCLEAR);
    }

    /** The runs take 1.5 seconds; 9 seconds of the reference CPU were billed. */
    @ParameterizedTest
    @CsvSource({"1000000, UPHELD", "1400000, UPHELD", "1600000, UNCLEAR", "2900000, UNCLEAR", "3000000, DISMISSED"})
    void comparesABillWithWhatTheWorkTakesOnTheReferenceCpu(long speedPpm, String decision) {
        Finding bill = Finding.of(
                dispute(DisputeKind.DISPUTE_KIND_OVERCHARGED, RIGHT.answer()),
                List.of(RIGHT, RIGHT),
                new Speed(speedPpm));
        assertThat(bill.decision()).isEqualTo(Finding.Decision.valueOf(decision));
        assertThat(bill.why()).contains("9.000 s");
    }
}
