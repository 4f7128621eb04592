package sparecore.buyer.job;

import java.util.OptionalInt;
import java.util.function.Predicate;
import sparecore.identity.NodeId;

/** The end of a job, when sellers have nothing else to do. Not thread-safe. */
final class Tail {
    /** Shorter runs end before anything could be done about it. */
    private static final long RUN_MILLIS_LEAST = 500;

    /** Copies that go out only because sellers have nothing else to do: one in so many fragments. */
    private static final int COPIES_ONE_IN = 10;

    /** It is near when no slot would get more of the untouched fragments than so many. */
    private static final int NEAR_RUNS = 4;

    private final Schedule schedule;
    private final Pace pace;
    private int copies;

    Tail(Schedule schedule, Pace pace) {
        this.schedule = schedule;
        this.pace = pace;
    }

    /** Whether so few fragments are untouched that none should wait behind another. */
    boolean hasCome(boolean inputClosed) {
        return isWithin(1, inputClosed);
    }

    /**
     * Whether it comes soon. What is begun last needs two runs, one after the other, while what has a vote needs one of known size: so
     * what is untouched goes first then.
     */
    boolean isNear(boolean inputClosed) {
        return isWithin(NEAR_RUNS, inputClosed);
    }

    private boolean isWithin(int runsOfEachSlot, boolean inputClosed) {
        return inputClosed
                && pace.isKnown()
                && pace.meanMillis() >= RUN_MILLIS_LEAST
                && schedule.untouched() < runsOfEachSlot * pace.slotsAtWork();
    }

    /**
     * Once it has come, for a seller that has nothing else to do: the fragment that is awaited longest, if this seller may well end it
     * sooner. One in ten fragments at most is given once more so.
     *
     * @param added so many fragments the job has
     * @param may which fragments this seller may have beside who has them
     */
    OptionalInt copy(NodeId seller, int added, long nowMillis, Predicate<Fragment> may) {
        if (schedule.hasUntouched() || copies >= added / COPIES_ONE_IN) {
            return OptionalInt.empty();
        }
        OptionalInt index = schedule.awaitedLongest(seller, pace, nowMillis, may);
        copies += index.isPresent() ? 1 : 0;
        return index;
    }

    /** When the seller would be done with one more run of whatever size, in milliseconds from now. */
    double doneMillis(NodeId seller, long nowMillis) {
        return pace.doneMillis(seller, 0, schedule.drawnFor(seller), nowMillis);
    }

    /** When the seller would be done with a fragment, in milliseconds from now. */
    double doneMillis(Fragment fragment, NodeId seller, long nowMillis) {
        return pace.doneMillis(seller, fragment.referenceMicros(), schedule.drawnFor(seller), nowMillis);
    }
}
