package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.exchange.ExchangeGrpc;
import sparecore.api.exchange.ExchangeGrpc.ExchangeBlockingStub;
import sparecore.api.exchange.GetCasesRequest;
import sparecore.buyer.exchange.DisputeCommand;
import sparecore.content.Id;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.local.LocalChannel;
import sparecore.money.Credits;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.terminal.Commands;
import sparecore.terminal.ExitCode;
import sparecore.wire.CaseFile;
import sparecore.wire.DisputeKind;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeState;
import sparecore.wire.GetAccount;
import sparecore.wire.GetDisputes;
import sparecore.wire.GetStanding;
import sparecore.wire.OpenDispute;
import sparecore.wire.StandingShown;

/** From what a seller keeps to the broker's judgement, by the commands that owners have: real daemons, and a buyer that signs and does not pay. */
class DisputesTest {
    /** What the commands' options give, unless they say otherwise. */
    private static final RunLimits LIMITS = RunLimits.of(64L << 20, 60, 4 << 20);

    private static final String[] ACCEPTED = {"primes", "0", "1", "1000"};
    private static final String[] REJECTED = {"primes", "0", "1", "2000"};
    private static final long PROMISED = 10;
    private static final long SIGNED_FOR = 500;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aSellerThatIsNotPaidShowsWhatItKeptAndIsPaidAndForgeriesConvictTheirSender() throws Exception {
        try (WholeMarket market = WholeMarket.start(folder, WholeMarket.HONEST)) {
            String lease = trade(market).toString();
            Path cases = folder.resolve("cases");
            assertThat(dispute(
                            "cases",
                            "--data",
                            seller(market),
                            "--lease",
                            lease.substring(0, 8),
                            "--to",
                            cases.toString()))
                    .isZero();
            String unpaid = cases.resolve(lease + "-1.case").toString();
            String rejected = cases.resolve(lease + "-2.case").toString();

            assertThat(dispute(
                            "open",
                            "wrong-result",
                            "--data",
                            market.buyer().folder().toString(),
                            "--case",
                            rejected))
                    .as("evidence of another's lease")
                    .isEqualTo(ExitCode.MARKET.status());
            isPaid(market, unpaid);
            refereeFinds(market, rejected);
            convicts(market, unpaid);
        }
    }

    private static String seller(WholeMarket market) {
        return market.seller(0).folder().toString();
    }

    private static int dispute(String... arguments) {
        return Commands.run(new DisputeCommand(), arguments);
    }

    private static <T> T ask(WholeMarket market, Function<ExchangeBlockingStub, T> question) {
        try (LocalChannel channel =
                LocalChannel.open(DataFolder.socketIn(market.seller(0).folder()))) {
            return question.apply(ExchangeGrpc.newBlockingStub(channel.channel()));
        }
    }

    /** One result is accepted and not paid, one is rejected though it is right. @return the lease */
    private static LeaseId trade(WholeMarket market) throws Exception {
        NodeKey key = NodeKey.generate(new SecureRandom());
        Operator.giveCredits(market.broker(), key.id());
        byte[] program = Files.readAllBytes(PrimesJob.PROGRAM);
        try (WithholdingBuyer buyer = new WithholdingBuyer(key, BrokerAddress.parse(market.address()), program)) {
            RunResult first = buyer.run(1, program, LIMITS, ACCEPTED);
            RunResult second = buyer.run(2, program, LIMITS, REJECTED);
            buyer.tell(
                    Credits.ofMicro(PROMISED),
                    buyer.accepts(first, Credits.ofMicro(SIGNED_FOR)),
                    buyer.rejects(second));
            market.await("the seller keeps both", () -> kept(market) == 2);
            buyer.end();
            return buyer.lease();
        }
    }

    private static int kept(WholeMarket market) {
        return ask(market, exchange -> exchange.getCases(GetCasesRequest.getDefaultInstance()))
                .getCasesCount();
    }

    private static long available(WholeMarket market) {
        return ask(market, exchange -> exchange.getAccount(GetAccount.getDefaultInstance()))
                .getAvailable();
    }

    private static List<DisputeRow> disputes(WholeMarket market) {
        return ask(market, exchange -> exchange.getDisputes(GetDisputes.getDefaultInstance()))
                .getRowsList();
    }

    private static StandingShown standing(WholeMarket market) {
        return ask(market, exchange -> exchange.getStanding(GetStanding.getDefaultInstance()));
    }

    private static void isPaid(WholeMarket market, String file) {
        market.await("its voucher is settled", () -> available(market) > 0);
        long before = available(market);
        assertThat(dispute("open", "unpaid", "--data", seller(market), "--case", file))
                .isZero();
        DisputeRow row = disputes(market).get(0);
        assertThat(row.getState()).isEqualTo(DisputeState.DISPUTE_STATE_UPHELD);
        assertThat(row.getAmount()).isEqualTo(SIGNED_FOR - PROMISED);
        assertThat(available(market) - before)
                .as("less a commission, where the lease had not been closed yet")
                .isBetween((SIGNED_FOR - PROMISED) / 2, SIGNED_FOR - PROMISED);
    }

    private static void refereeFinds(WholeMarket market, String file) {
        assertThat(dispute("open", "wrong-verdict", "--data", seller(market), "--case", file))
                .isZero();
        DisputeRow row = disputes(market).get(0);
        assertThat(row.getState()).isEqualTo(DisputeState.DISPUTE_STATE_NEEDS_REFEREE);
        assertThat(referee(market, row, ACCEPTED)).as("other work").isEqualTo(ExitCode.USAGE.status());
        assertThat(referee(market, row, REJECTED)).isZero();
        assertThat(disputes(market).get(0).getState()).isEqualTo(DisputeState.DISPUTE_STATE_UPHELD);
    }

    private static int referee(WholeMarket market, DisputeRow row, String... words) {
        List<String> arguments = new ArrayList<>(List.of(
                "referee",
                "--data",
                market.broker().folder().toString(),
                "--dispute",
                Long.toString(row.getNumber()),
                PrimesJob.PROGRAM.toString()));
        Stream.of(words).skip(1).forEach(arguments::add);
        return dispute(arguments.toArray(String[]::new));
    }

    private void convicts(WholeMarket market, String file) throws IOException {
        assertThat(dispute("open", "unpaid", "--data", seller(market), "--case", file, file))
                .as("the same twice")
                .isEqualTo(ExitCode.USAGE.status());
        CaseFile sound = CaseFile.parseFrom(Files.readAllBytes(Path.of(file)));
        isRefused(market, sound, sound);
        int once = standing(market).getPointsAsSeller();
        assertThat(once).isLessThan(-40);
        CaseFile forged = sound.toBuilder()
                .setReceipt(sound.getReceipt().toBuilder()
                        .setSignature(sound.getAssignment().getSignature()))
                .build();
        Path written = Files.write(folder.resolve("forged.case"), forged.toByteArray());
        assertThat(dispute("open", "unpaid", "--data", seller(market), "--case", written.toString()))
                .as("which may be a mistake, and does not leave here")
                .isEqualTo(ExitCode.USAGE.status());
        assertThat(standing(market).getPointsAsSeller()).isEqualTo(once);
        isRefused(market, forged);
        StandingShown twice = standing(market);
        assertThat(twice.getPointsAsSeller()).isLessThan(once - 40);
        assertThat(twice.getBannedUntilMillis()).isPositive();
    }

    /** As no command would, but a hostile owner may. */
    private static void isRefused(WholeMarket market, CaseFile... files) {
        OpenDispute open = OpenDispute.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(new SecureRandom()).toBytes()))
                .setKind(DisputeKind.DISPUTE_KIND_UNPAID)
                .addAllFiles(List.of(files))
                .build();
        assertThatThrownBy(() -> ask(market, exchange -> exchange.openDispute(open)))
                .isInstanceOf(StatusRuntimeException.class);
    }
}
