package sparecore.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import sparecore.Seeded;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.content.MerkleTree;
import sparecore.identity.NodeKey;
import sparecore.identity.Statement;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;

/** What names a piece of work, and what is voted on. */
final class ResultTest {
    private static final NodeKey SELLER = NodeKey.generate(new SecureRandom());
    private static final RunLimits LIMITS = RunLimits.of(64 << 20, 10, 1 << 20);
    private static final Digest PROGRAM = Digest.of(new byte[] {1});

    private static Work work(ByteString input, String... arguments) {
        return new Work(
                PROGRAM,
                List.of(arguments).stream().map(ByteString::copyFromUtf8).toList(),
                input,
                LIMITS);
    }

    private static RunResult result(Ending ending, int exitCode, int signal, Digest output, long cpuMicros) {
        return new RunResult(new LeaseId(new Id(1, 2)), 7, PROGRAM, ending, exitCode, signal, output, cpuMicros);
    }

    @Test
    void equalWorkHasOneNameAndAnyMovedByteAnother() {
        Digest digest = work(ByteString.copyFromUtf8("c"), "a", "b").digest();
        assertThat(work(ByteString.copyFromUtf8("c"), "a", "b").digest()).isEqualTo(digest);
        assertThat(List.of(
                        work(ByteString.copyFromUtf8("bc"), "a", "").digest(),
                        work(ByteString.copyFromUtf8("bc"), "a").digest(),
                        work(ByteString.EMPTY, "a", "bc").digest(),
                        work(ByteString.EMPTY, "a", "b", "c").digest(),
                        work(ByteString.copyFromUtf8("c"), "ab").digest(),
                        work(ByteString.copyFromUtf8("c"), "ab", "").digest(),
                        work(ByteString.copyFromUtf8("c"), "", "ab").digest(),
                        work(ByteString.copyFromUtf8("c"), "b", "a").digest()))
                .doesNotHaveDuplicates()
                .doesNotContain(digest);
    }

    /** The same bytes, cut in two different ways into arguments and input. */
    @Test
    void movingACutChangesTheName() {
        Seeded.times(5_000, random -> {
            byte[] bytes = Seeded.bytes(random, 1 + random.nextInt(30));
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (1 + (bytes[i] & 0x3));
            }
            Work one = cut(ByteString.copyFrom(bytes), random);
            Work two = cut(ByteString.copyFrom(bytes), random);
            assertThat(one.digest().equals(two.digest())).isEqualTo(one.equals(two));
        });
    }

    private static Work cut(ByteString bytes, Random random) {
        List<Integer> cuts = new ArrayList<>(List.of(0));
        for (int i = 0; i <= random.nextInt(4); i++) {
            cuts.add(random.nextInt(bytes.size() + 1));
        }
        Collections.sort(cuts);
        List<ByteString> arguments = new ArrayList<>();
        for (int i = 1; i < cuts.size(); i++) {
            arguments.add(bytes.substring(cuts.get(i - 1), cuts.get(i)));
        }
        return new Work(PROGRAM, arguments, bytes.substring(cuts.get(cuts.size() - 1)), LIMITS);
    }

    @Test
    void eachLimitAndTheProgramAreInTheName() {
        List<ByteString> arguments = List.of(ByteString.copyFromUtf8("a"));
        assertThat(List.of(
                        new RunLimits(2 << 20, 3, 4, 5, 6),
                        new RunLimits(3 << 20, 3, 4, 5, 6),
                        new RunLimits(2 << 20, 4, 4, 5, 6),
                        new RunLimits(2 << 20, 3, 5, 5, 6),
                        new RunLimits(2 << 20, 3, 4, 6, 6),
                        new RunLimits(2 << 20, 3, 4, 5, 7)))
                .extracting(limits -> new Work(PROGRAM, arguments, ByteString.EMPTY, limits).digest())
                .doesNotHaveDuplicates();
        assertThat(new Work(Digest.of(new byte[0]), arguments, ByteString.EMPTY, LIMITS).digest())
                .isNotEqualTo(new Work(PROGRAM, arguments, ByteString.EMPTY, LIMITS).digest());
    }

    @Test
    void workHasLimits() {
        ByteString one = ByteString.copyFromUtf8("x");
        int most = Work.ARGUMENT_BYTES_MAX - 1;
        assertThat(new Work(PROGRAM, List.of(filled(most)), one, LIMITS)).isNotNull();
        refuses(List.of(), one, "1 to 1000 arguments");
        refuses(Collections.nCopies(Work.ARGUMENTS_MAX + 1, ByteString.EMPTY), one, "1 to 1000 arguments");
        refuses(List.of(filled(most + 1)), one, "48 KiB");
        refuses(List.of(ByteString.copyFromUtf8("a\0b")), one, "zero byte");
        refuses(List.of(one), ByteString.copyFrom(new byte[Work.INPUT_BYTES_MAX + 1]), "4 MiB");
        assertThat(new Work(PROGRAM, List.of(one), ByteString.copyFrom(new byte[Work.INPUT_BYTES_MAX]), LIMITS))
                .isNotNull();
    }

    private static ByteString filled(int bytes) {
        return ByteString.copyFromUtf8("x".repeat(bytes));
    }

    private static void refuses(List<ByteString> arguments, ByteString input, String message) {
        assertThatThrownBy(() -> new Work(PROGRAM, arguments, input, LIMITS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "2097151, 1, 0, 0, 1, memory",
        "17179869185, 1, 0, 0, 1, memory",
        "2097152, 0, 0, 0, 1, CPU time",
        "2097152, 86401, 0, 0, 1, CPU time",
        "2097152, 1, -1, 0, 1, output",
        "2097152, 1, 4194305, 0, 1, output",
        "2097152, 1, 0, -1, 1, standard error",
        "2097152, 1, 0, 65537, 1, standard error",
        "2097152, 1, 0, 0, 0, time",
        "2097152, 1, 0, 0, 172800001, time"
    })
    void refusesLimitsOutOfRange(long memory, int cpu, long output, long error, long wall, String message) {
        assertThatThrownBy(() -> new RunLimits(memory, cpu, output, error, wall))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void limitsComeBackFromTheWire() {
        assertThat(RunLimits.fromWire(LIMITS.toWire())).isEqualTo(LIMITS);
        assertThat(RunLimits.of(2 << 20, 86_400, 0).wallMillis()).isEqualTo(RunLimits.WALL_MILLIS_MAX);
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerHoldsWhatIsTheSameOnEveryMachine(Ending ending) {
        Digest one = Digest.of(new byte[] {1});
        Digest two = Digest.of(new byte[] {2});
        Digest answer = result(ending, 3, 0, one, 100).answer();
        boolean whole = ending == Ending.EXITED || ending == Ending.CRASHED || ending == Ending.FORBIDDEN_CALL;

        assertThat(result(ending, 3, 0, one, 999).answer()).as("CPU time").isEqualTo(answer);
        assertThat(result(ending, 3, 0, two, 100).answer().equals(answer))
                .as("output")
                .isEqualTo(!whole);
        assertThat(result(ending, 4, 0, one, 100).answer().equals(answer))
                .as("status")
                .isEqualTo(!whole);
        assertThat(result(ending, 3, 9, one, 100).answer().equals(answer))
                .as("signal")
                .isEqualTo(!whole);
        for (Ending other : Ending.values()) {
            assertThat(result(other, 3, 0, one, 100).answer().equals(answer)).isEqualTo(other == ending);
        }
        assertThat(Ending.fromWire(ending.toWire())).isEqualTo(ending);
        assertThat(result(ending, 3, 11, one, 1).describe()).isNotBlank().doesNotContain("%");
    }

    @Test
    void onlyStatusZeroIsSuccess() {
        assertThat(result(Ending.EXITED, 0, 0, PROGRAM, 1).succeeded()).isTrue();
        assertThat(result(Ending.EXITED, 1, 0, PROGRAM, 1).succeeded()).isFalse();
        assertThat(result(Ending.CPU_LIMIT, 0, 0, PROGRAM, 1).succeeded()).isFalse();
    }

    @Test
    void aSignedResultComesBackAndNoBitOfItCanBeChanged() {
        Seeded.times(50, random -> {
            RunResult result = new RunResult(
                    new LeaseId(new Id(random.nextLong(), random.nextLong())),
                    random.nextLong(),
                    Digest.of(Seeded.bytes(random, 4)),
                    Ending.values()[random.nextInt(Ending.values().length)],
                    random.nextInt(),
                    random.nextInt(),
                    Digest.of(Seeded.bytes(random, 4)),
                    random.nextLong(RunResult.CPU_MICROS_MAX + 1));
            sparecore.wire.SignedStatement wire =
                    SignedResult.sign(result, SELLER).toWire();
            assertThat(verified(wire)).isEqualTo(result);

            byte[] statement = wire.getStatement().toByteArray();
            int bit = random.nextInt(8 * statement.length);
            statement[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(wire.toBuilder()
                    .setStatement(ByteString.copyFrom(statement))
                    .build());
        });
    }

    private static RunResult verified(sparecore.wire.SignedStatement wire) {
        try {
            return new ResultVerifier(SELLER.id()).verify(wire).result();
        } catch (BadSignedMessageException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertRefused(sparecore.wire.SignedStatement wire) {
        assertThatThrownBy(() -> new ResultVerifier(SELLER.id()).verify(wire))
                .isInstanceOf(BadSignedMessageException.class);
    }

    @Test
    void refusesASignedResultThatIsMalformed() throws Exception {
        sparecore.wire.ResultStatement good = sparecore.wire.ResultStatement.parseFrom(
                SignedResult.sign(result(Ending.EXITED, 0, 0, PROGRAM, 1), SELLER)
                        .toWire()
                        .getStatement());
        for (sparecore.wire.ResultStatement.Builder bad : List.of(
                good.toBuilder().clearLeaseId(),
                good.toBuilder().setWork(ByteString.copyFrom(new byte[31])),
                good.toBuilder().setOutputDigest(ByteString.copyFrom(new byte[33])),
                good.toBuilder().setEndingValue(0),
                good.toBuilder().setEndingValue(99),
                good.toBuilder().setCpuMicros(-1),
                good.toBuilder().setCpuMicros(RunResult.CPU_MICROS_MAX + 1))) {
            byte[] content = bad.build().toByteArray();
            byte[] root = new MerkleTree(List.of(content)).root().toBytes();
            assertRefused(sparecore.wire.SignedStatement.newBuilder()
                    .setStatement(ByteString.copyFrom(content))
                    .setSignature(ByteString.copyFrom(SELLER.sign(new Statement(Statement.Kind.RESULT, root))))
                    .build());
        }
    }

    @Test
    void resultsThatWereSignedTogetherAreEachEvidence() throws Exception {
        for (int count : new int[] {1, 2, 3, 5, 8, 63, SignedResult.TOGETHER_MAX}) {
            List<RunResult> results = IntStream.range(0, count)
                    .mapToObj(i -> result(Ending.EXITED, i, 0, PROGRAM, 1))
                    .toList();
            List<SignedResult> signed = SignedResult.signAll(results, SELLER);
            ResultVerifier one = new ResultVerifier(SELLER.id());
            for (int i = 0; i < count; i++) {
                sparecore.wire.SignedStatement wire = signed.get(i).toWire();
                assertThat(verified(wire)).isEqualTo(results.get(i));
                assertThat(one.verify(wire).result()).isEqualTo(results.get(i));
            }
        }
    }

    @Test
    void aSignatureThatWasRightBeforeSignsNothingElse() throws Exception {
        List<SignedResult> signed = SignedResult.signAll(
                List.of(result(Ending.EXITED, 0, 0, PROGRAM, 1), result(Ending.EXITED, 1, 0, PROGRAM, 1)), SELLER);
        sparecore.wire.SignedStatement good = signed.get(0).toWire();
        sparecore.wire.SignedStatement other = SignedResult.sign(result(Ending.EXITED, 7, 0, PROGRAM, 1), SELLER)
                .toWire();
        ResultVerifier verifier = new ResultVerifier(SELLER.id());
        verifier.verify(good);
        for (sparecore.wire.SignedStatement bad : List.of(
                good.toBuilder().setStatement(other.getStatement()).build(),
                good.toBuilder().setSides(1).build(),
                good.toBuilder().setSides(2).build(),
                good.toBuilder().setSides(-1).build(),
                good.toBuilder().clearSiblings().build(),
                good.toBuilder().addSiblings(good.getSiblings(0)).build(),
                good.toBuilder()
                        .setSiblings(0, ByteString.copyFrom(new byte[31]))
                        .build(),
                good.toBuilder()
                        .addAllSiblings(Collections.nCopies(17, good.getSiblings(0)))
                        .build(),
                good.toBuilder().setSignature(other.getSignature()).build(),
                // An inner node is not a leaf: its two halves, shown as a statement, lead to no signed root.
                good.toBuilder()
                        .clearSiblings()
                        .setStatement(good.getSiblings(0).concat(good.getSiblings(0)))
                        .build())) {
            assertThatThrownBy(() -> verifier.verify(bad)).isInstanceOf(BadSignedMessageException.class);
        }
        assertThat(verifier.verify(good).result()).isEqualTo(signed.get(0).result());
    }
}
