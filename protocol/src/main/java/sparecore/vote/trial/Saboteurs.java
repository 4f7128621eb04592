package sparecore.vote.trial;

/**
 * What bad sellers do.
 *
 * @param together whether all of them lie about the same fragments and give the same wrong answer, or each for itself
 * @param reveal whether they reveal what they have committed to
 * @param renew whether one that was caught comes back at once under a new key
 * @param checksRecognised the share of checks that they tell from other fragments, and answer right
 * @param plan which share of the fragments they falsify, and when
 */
public record Saboteurs(
        String name, boolean together, boolean reveal, boolean renew, double checksRecognised, Plan plan) {
    /**
     * What a saboteur knows when it answers.
     *
     * @param jobDone the share of the fragments that have been begun
     * @param fellowsBefore how many of them have had the fragment before
     * @param fellowsNow how many others have a copy now
     */
    public record View(double jobDone, long votesGiven, int fellowsBefore, int fellowsNow) {}

    /** The share of fragments to falsify now. */
    public interface Plan {
        double rate(View view);
    }

    @Override
    public String toString() {
        return name;
    }

    public static Saboteurs cartel(double rate) {
        return together("cartel " + rate, view -> rate);
    }

    public static Saboteurs independent(double rate) {
        return new Saboteurs("independent " + rate, false, true, false, 0, view -> rate);
    }

    /** Honest until a part of the job is done. */
    public static Saboteurs sleeper(double from, double rate) {
        return together("sleeper from " + from + ", " + rate, view -> view.jobDone() >= from ? rate : 0);
    }

    /** Cheats in its first votes only. */
    public static Saboteurs early(long votes, double rate) {
        return together("early, " + votes + " votes, " + rate, view -> view.votesGiven() < votes ? rate : 0);
    }

    /** Cheats during a part of the job. */
    public static Saboteurs burst(double from, double to, double rate) {
        return together(
                "burst " + from + "–" + to + ", " + rate,
                view -> view.jobDone() >= from && view.jobDone() < to ? rate : 0);
    }

    /** Lies only about fragments that another of them has had before. */
    public static Saboteurs withTwoCopies() {
        return together("two copies", view -> view.fellowsBefore() > 0 ? 1 : 0);
    }

    /** Keeps itself idle for the job's end, and then lies: always, or only where several of them have the fragment. */
    public static Saboteurs idler(double rate) {
        return together("idle for the end, " + rate, view -> view.jobDone() >= 1 ? rate : 0);
    }

    public static Saboteurs idlePairs() {
        return together(
                "idle for the end, only with friends",
                view -> view.jobDone() >= 1 && view.fellowsBefore() + view.fellowsNow() > 0 ? 1 : 0);
    }

    /** Comes back under a new key whenever it was caught. */
    public static Saboteurs returning(double rate) {
        return new Saboteurs("returning " + rate, true, true, true, 0, view -> rate);
    }

    /** Honest for so many votes, and then all turn at once. */
    public static Saboteurs veterans(long votes, double rate) {
        return together("veterans turn at once, " + rate, view -> view.votesGiven() > votes ? rate : 0);
    }

    public static Saboteurs recognising(double share, double rate) {
        return new Saboteurs("recognises " + share + ", " + rate, true, true, false, share, view -> rate);
    }

    /** Commits and never reveals; the same as revealing what another has committed to, which no commitment of one's own fits. */
    public static Saboteurs silent(double rate) {
        return new Saboteurs("silent " + rate, true, false, false, 0, view -> rate);
    }

    private static Saboteurs together(String name, Plan plan) {
        return new Saboteurs(name, true, true, false, 0, plan);
    }
}
