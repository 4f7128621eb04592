package sparecore.buyer.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sparecore.buyer.samples.Samples;
import sparecore.identity.NodeId;
import sparecore.money.Speed;
import sparecore.vote.Quorum;

/** A fragment that needs two equal votes: every state against every event. */
class FragmentTableTest {
    private static final NodeId A = Samples.seller(1).id();
    private static final NodeId B = Samples.seller(2).id();
    private static final NodeId C = Samples.seller(3).id();
    private static final Quorum TWO = new Quorum(2);
    private static final long NOW = 1_000;

    private static Outcome vote(Fragment fragment, NodeId seller, String output) {
        return fragment.vote(
                Vote.of(
                        seller,
                        Samples.result(Samples.leaseId(1), 1, Samples.work(0), ByteString.copyFromUtf8(output), 1_000),
                        Samples.PRICE,
                        Speed.REFERENCE),
                TWO);
    }

    private static void voted(Fragment fragment, NodeId seller, String output) {
        Outcome unused = vote(fragment, seller, output);
    }

    /** C has a copy in all states but the first two. */
    private static final Map<String, Consumer<Fragment>> STATES = new LinkedHashMap<>();

    static {
        STATES.put("UNTOUCHED", one -> {});
        STATES.put("OUT with A", one -> one.sent(A, NOW));
        STATES.put("VOTED by A", one -> {
            one.sent(C, NOW);
            voted(one, A, "true");
        });
        STATES.put("SPLIT by A and B", one -> {
            one.sent(C, NOW);
            voted(one, A, "lie");
            voted(one, B, "true");
        });
        STATES.put("ACCEPTED by A and B", one -> {
            one.sent(C, NOW);
            voted(one, A, "true");
            voted(one, B, "true");
        });
        STATES.put("ABANDONED", one -> {
            one.sent(C, NOW);
            voted(one, A, "true");
            one.abandon();
        });
    }

    private static final Map<String, Function<Fragment, Object>> EVENTS = new LinkedHashMap<>();

    static {
        EVENTS.put("sent to B", one -> done(() -> one.sent(B, NOW)));
        EVENTS.put("returned by C", one -> done(() -> one.returned(C)));
        EVENTS.put("C says true", one -> name(vote(one, C, "true")));
        EVENTS.put("C says lie", one -> name(vote(one, C, "lie")));
        EVENTS.put("A says true again", one -> name(vote(one, A, "true")));
        EVENTS.put("A is barred", one -> one.dropVotes(A, TWO));
        EVENTS.put("abandon", one -> done(one::abandon));
    }

    private static String done(Runnable event) {
        event.run();
        return "done";
    }

    private static String name(Outcome outcome) {
        String right = outcome instanceof Outcome.Accepted accepted
                ? " " + accepted.right().size() + " right, " + accepted.wrong().size() + " wrong"
                : "";
        return outcome.getClass().getSimpleName() + right;
    }

    /** The answer; then phase, votes, copies that are wanted now, and whether any is out. */
    private static String row(String state, String event) {
        Fragment one = new Fragment(0, Samples.work(0).digest(), TWO.replicas());
        Objects.requireNonNull(STATES.get(state)).accept(one);
        Object answer = Objects.requireNonNull(EVENTS.get(event)).apply(one);
        return state + ", " + event + ": " + answer + ", " + one.phase() + " "
                + one.votes().size() + " " + one.copiesWanted(NOW) + (one.hasCopies() ? " out" : " back");
    }

    @Test
    void answersEveryEventInEveryState() {
        assertThat(STATES.keySet().stream()
                        .flatMap(state -> EVENTS.keySet().stream().map(event -> row(state, event)))
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(TABLE);
    }

    private static final String TABLE = """
            UNTOUCHED, sent to B: done, OPEN 0 1 out
            UNTOUCHED, returned by C: done, OPEN 0 2 back
            UNTOUCHED, C says true: Pending, OPEN 1 1 back
            UNTOUCHED, C says lie: Pending, OPEN 1 1 back
            UNTOUCHED, A says true again: Pending, OPEN 1 1 back
            UNTOUCHED, A is barred: false, OPEN 0 2 back
            UNTOUCHED, abandon: done, ABANDONED 0 0 back
            OUT with A, sent to B: done, OPEN 0 0 out
            OUT with A, returned by C: done, OPEN 0 1 out
            OUT with A, C says true: Pending, OPEN 1 0 out
            OUT with A, C says lie: Pending, OPEN 1 0 out
            OUT with A, A says true again: Pending, OPEN 1 1 back
            OUT with A, A is barred: false, OPEN 0 1 out
            OUT with A, abandon: done, ABANDONED 0 0 out
            VOTED by A, sent to B: done, OPEN 1 0 out
            VOTED by A, returned by C: done, OPEN 1 1 back
            VOTED by A, C says true: Accepted 2 right, 0 wrong, ACCEPTED 2 0 back
            VOTED by A, C says lie: Pending, OPEN 2 1 back
            VOTED by A, A says true again: Pending, OPEN 2 0 out
            VOTED by A, A is barred: true, OPEN 0 1 out
            VOTED by A, abandon: done, ABANDONED 1 0 out
            SPLIT by A and B, sent to B: done, OPEN 2 0 out
            SPLIT by A and B, returned by C: done, OPEN 2 1 back
            SPLIT by A and B, C says true: Accepted 2 right, 1 wrong, ACCEPTED 3 0 back
            SPLIT by A and B, C says lie: Accepted 2 right, 1 wrong, ACCEPTED 3 0 back
            SPLIT by A and B, A says true again: Pending, OPEN 3 0 out
            SPLIT by A and B, A is barred: true, OPEN 1 0 out
            SPLIT by A and B, abandon: done, ABANDONED 2 0 out
            ACCEPTED by A and B, sent to B: done, ACCEPTED 2 0 out
            ACCEPTED by A and B, returned by C: done, ACCEPTED 2 0 back
            ACCEPTED by A and B, C says true: LateRight, ACCEPTED 2 0 back
            ACCEPTED by A and B, C says lie: LateWrong, ACCEPTED 2 0 back
            ACCEPTED by A and B, A says true again: LateRight, ACCEPTED 2 0 out
            ACCEPTED by A and B, A is barred: false, ACCEPTED 2 0 out
            ACCEPTED by A and B, abandon: done, ACCEPTED 2 0 out
            ABANDONED, sent to B: done, ABANDONED 1 0 out
            ABANDONED, returned by C: done, ABANDONED 1 0 back
            ABANDONED, C says true: LateUnknown, ABANDONED 1 0 back
            ABANDONED, C says lie: LateUnknown, ABANDONED 1 0 back
            ABANDONED, A says true again: LateUnknown, ABANDONED 1 0 out
            ABANDONED, A is barred: false, ABANDONED 1 0 out
            ABANDONED, abandon: done, ABANDONED 1 0 out
            """;
}
