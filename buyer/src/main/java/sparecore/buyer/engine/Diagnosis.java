package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import sparecore.buyer.engine.Watchers.Kind;
import sparecore.buyer.job.Difference;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.Outcome;
import sparecore.buyer.job.Vote;
import sparecore.identity.NodeId;
import sparecore.result.RunResult;
import sparecore.slot.Machine;

/** Tells how results differ, so that a program which honest machines run differently is told from fraud. On the engine's thread. */
final class Diagnosis {
    /** The latest sellers whose machines are known. */
    private static final int MACHINES_MAX = 10_000;

    private static final int OTHERS_SHOWN_MAX = 3;

    private final Books books;
    private final Journal journal;
    private final Map<NodeId, Machine> machines = new LinkedHashMap<>();

    Diagnosis(Books books, Journal journal) {
        this.books = books;
        this.journal = journal;
    }

    /** What a seller says that it runs on. */
    void runsOn(NodeId seller, Machine machine) {
        machines.put(seller, machine);
        if (machines.size() > MACHINES_MAX) {
            machines.remove(machines.keySet().iterator().next());
        }
    }

    private String machineOf(NodeId seller) {
        Machine machine = machines.get(seller);
        return machine == null ? "" : machine.label();
    }

    /** How the wrong results differ from the accepted one: call it before the journal forgets their outputs. */
    void examine(Job job, int index, Outcome.Accepted accepted) {
        if (accepted.wrong().isEmpty()) {
            return;
        }
        Optional<ByteString> right = journal.output(job.spec().id(), index, accepted.answer());
        List<Difference> found = new ArrayList<>();
        String others = accepted.right().stream()
                .map(judged -> machineOf(judged.vote().seller()))
                .filter(label -> !label.isEmpty())
                .distinct()
                .limit(OTHERS_SHOWN_MAX)
                .collect(Collectors.joining(" | "));
        for (Vote wrong : accepted.wrong()) {
            found.add(new Difference(
                    index,
                    wrong.seller(),
                    describe(job, index, accepted, right, wrong),
                    machineOf(wrong.seller()),
                    others));
        }
        for (Difference difference : found) {
            job.note(difference);
            journal.differenceFound(job.spec().id(), difference);
            books.happened(
                    job,
                    Kind.RESULT_REJECTED,
                    "its result of fragment " + index + " is not the accepted one: " + difference.text(),
                    difference.seller());
        }
    }

    private String describe(Job job, int index, Outcome.Accepted accepted, Optional<ByteString> right, Vote wrong) {
        if (!accepted.right().isEmpty()) {
            RunResult good = accepted.right().get(0).vote().result();
            RunResult bad = wrong.result();
            if (!good.describe().equals(bad.describe())) {
                return "it " + bad.describe() + ", and the others " + good.describe();
            }
        }
        Optional<ByteString> other = journal.output(job.spec().id(), index, wrong.answer());
        return right.isPresent() && other.isPresent()
                ? Difference.between(right.get(), other.get())
                : "its output is another";
    }

    /** A seller's result was not accepted. Tells once when it is rather the program that is to blame. */
    void reject(Job job, NodeId seller) {
        boolean doubtfulBefore = job.isDoubtful();
        job.reject(seller);
        if (!doubtfulBefore && job.isDoubtful()) {
            books.happened(job, Kind.DOUBTFUL, doubt(job), null);
        }
    }

    static String doubt(Job job) {
        return "more than half of the sellers gave results of \"" + job.spec().name()
                + "\" that were not accepted: the program is probably not deterministic, and nobody is barred for that";
    }
}
