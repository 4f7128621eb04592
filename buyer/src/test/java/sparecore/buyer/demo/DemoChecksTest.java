package sparecore.buyer.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.buyer.map.Ended;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.lease.LeaseId;
import sparecore.result.Ending;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.Work;

/** The demo's checks must be able to fail. */
final class DemoChecksTest {
    private static final Work WORK = new Work(
            Digest.of(new byte[] {1}),
            List.of(ByteString.copyFromUtf8("primes")),
            ByteString.EMPTY,
            RunLimits.of(64 << 20, 1, 1 << 20));

    @TempDir
    private Path folder = Path.of("");

    private static Digest answer(String output) {
        LeaseId someLease = new LeaseId(new Id(1, 2));
        Digest digest = Digest.of(ByteString.copyFromUtf8(output).toByteArray());
        return new RunResult(someLease, 9, WORK.digest(), Ending.EXITED, 0, 0, digest, 55).answer();
    }

    private static AcceptedAnswers accepted(String output) {
        AcceptedAnswers answers = new AcceptedAnswers();
        ByteString bytes = ByteString.copyFromUtf8(output);
        answers.add(WORK, new Ended(0, "", Ended.State.ACCEPTED, "", "", true, 0, 0, bytes, ByteString.EMPTY, 1, 1, 2));
        return answers;
    }

    private Lies lies(AcceptedAnswers answers, String... falseOutputs) throws IOException {
        StringBuilder log = new StringBuilder();
        for (String output : falseOutputs) {
            log.append(WORK.digest().toHex())
                    .append(' ')
                    .append(answer(output).toHex())
                    .append('\n');
        }
        Files.writeString(folder.resolve("falsified.log"), log);
        return Lies.read(folder, answers);
    }

    @Test
    void countsALieThatWasAccepted() throws IOException {
        assertThat(lies(accepted("41"), "41", "43")).isEqualTo(new Lies(2, 1));
    }

    @Test
    void countsNoneWhereTheTruthWasAccepted() throws IOException {
        assertThat(lies(accepted("42"), "41", "43")).isEqualTo(new Lies(2, 0));
    }

    @Test
    void takesASellerWithoutALogForHonest() {
        assertThat(Lies.read(folder, accepted("42"))).isEqualTo(Lies.NONE);
    }

    private static JsonObject status(long buyer, long seller, long escrow, long commission, long sum) {
        JsonArray accounts = new JsonArray();
        accounts.add(account("node", "b", buyer));
        accounts.add(account("node", "s", seller));
        accounts.add(account("escrow", "", escrow));
        accounts.add(account("commission", "", commission));
        accounts.add(account("issued", "", -100));
        JsonObject ledger = new JsonObject();
        ledger.addProperty("sum", sum);
        ledger.addProperty("balanced", sum == 0);
        ledger.addProperty("issued", 100);
        ledger.addProperty("commissionEarned", commission);
        JsonObject status = new JsonObject();
        status.add("accounts", accounts);
        status.add("ledger", ledger);
        return status;
    }

    private static JsonObject account(String kind, String node, long balance) {
        JsonObject account = new JsonObject();
        account.addProperty("kind", kind);
        account.addProperty("node", node);
        account.addProperty("balance", balance);
        return account;
    }

    @Test
    void findsEveryCreditOfTheBuyerAgain() {
        Books books = Books.of(status(60, 36, 2, 2, 0), "b");
        assertThat(books).isEqualTo(new Books(0, true, 38, 36, 2));
        assertThat(books.agree()).isTrue();
    }

    @Test
    void noticesACreditThatIsMissing() {
        assertThat(Books.of(status(60, 35, 2, 2, -1), "b").agree()).isFalse();
        assertThat(new Books(0, true, 38, 35, 2).agree()).isFalse();
    }

    private static DemoResult result(long primes, String localPicture, long fragments, Lies lies, Books books) {
        return new DemoResult(primes, "aa", localPicture, Path.of("p.png"), 10, fragments, 20, lies, books, 1.5);
    }

    @Test
    void isGoodOnlyIfAllHolds() {
        Books books = new Books(0, true, 38, 36, 2);
        Books wrong = new Books(0, true, 39, 36, 2);
        Lies caught = new Lies(5, 0);
        assertThat(result(10_000_000, "aa", 10, caught, books).isGood()).isTrue();
        assertThat(result(9_999_999, "aa", 10, caught, books).isGood()).isFalse();
        assertThat(result(10_000_000, "ab", 10, caught, books).isGood()).isFalse();
        assertThat(result(10_000_000, "aa", 9, caught, books).isGood()).isFalse();
        assertThat(result(10_000_000, "aa", 10, new Lies(5, 1), books).isGood()).isFalse();
        assertThat(result(10_000_000, "aa", 10, caught, wrong).isGood()).isFalse();
    }

    @Test
    void tellsScriptsWhatItWasAskedTo() {
        JsonObject json = result(10_000_000, "aa", 10, new Lies(5, 0), new Books(0, true, 38, 36, 2))
                .toJson();
        assertThat(json.keySet())
                .contains(
                        "primes",
                        "pictureSha256",
                        "localPictureSha256",
                        "picture",
                        "fragments",
                        "replicas",
                        "falsifiedSent",
                        "falsifiedAccepted",
                        "ledgerSumMicroCredits",
                        "buyerSpentMicroCredits",
                        "sellersEarnedMicroCredits",
                        "brokerEarnedMicroCredits",
                        "seconds");
    }
}
