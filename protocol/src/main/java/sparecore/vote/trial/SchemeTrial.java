package sparecore.vote.trial;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Runs a job through another {@link Scheme}: one fragment after the other, voters drawn among those that have not voted on it. */
final class SchemeTrial {
    private static final int VOTES_MOST = 64;

    private final Scenario scenario;
    private final Scheme scheme;
    private final SplittableRandom random;
    private final List<Seller> sellers = new ArrayList<>();
    private final int[] voters = new int[VOTES_MOST];
    private final int[] answers = new int[VOTES_MOST];
    private long wrong;
    private long runs;
    private long checks;
    private long lies;

    private SchemeTrial(Scenario scenario, Scheme scheme, long seed) {
        this.scenario = scenario;
        this.scheme = scheme;
        this.random = new SplittableRandom(seed);
        for (int i = 0; i < scenario.clusters(); i++) {
            sellers.add(new Seller(i, i < scenario.bad()));
        }
    }

    static Score run(Scenario scenario, Scheme scheme, long seed) {
        SchemeTrial trial = new SchemeTrial(scenario, scheme, seed);
        for (int job = 0; job < scenario.jobsBefore(); job++) {
            trial.job();
        }
        return trial.job();
    }

    private Score job() {
        wrong = 0;
        runs = 0;
        checks = 0;
        lies = 0;
        for (int fragment = 0; fragment < scenario.fragments(); fragment++) {
            wrong += accept(random.nextDouble(), (double) fragment / scenario.fragments()) == Seller.RIGHT ? 0 : 1;
        }
        return new Score(scenario.fragments(), wrong, runs, checks, 0, 0, lies, 0, 0);
    }

    /** @return the accepted answer; the right one, computed by the buyer, if the votes never suffice */
    private int accept(double mark, double jobDone) {
        int fellows = 0;
        for (int votes = 1; votes <= Math.min(VOTES_MOST, sellers.size()); votes++) {
            Seller seller = draw(votes - 1);
            if (random.nextDouble() < scheme.checkRate()) {
                check(seller);
            }
            voters[votes - 1] = seller.number();
            answers[votes - 1] = answer(seller, mark, jobDone, fellows);
            fellows += seller.isBad() ? 1 : 0;
            runs++;
            int accepted = scheme.decide(voters, answers, votes, random);
            if (accepted != Scheme.MORE) {
                scheme.accepted(voters, answers, votes, accepted);
                return accepted;
            }
        }
        runs++;
        return Seller.RIGHT;
    }

    private void check(Seller seller) {
        runs++;
        checks++;
        scheme.checked(seller.number(), answer(seller, random.nextDouble(), 0, 0) == Seller.RIGHT);
        if (scheme.isBanned(seller.number())) {
            sellers.remove(seller);
        }
    }

    private int answer(Seller seller, double mark, double jobDone, int fellows) {
        boolean lie = seller.lies(scenario.saboteurs(), jobDone, mark, fellows, 0, random);
        lies += lie ? 1 : 0;
        return seller.answer(lie, scenario.saboteurs().together(), scenario.noise(), random);
    }

    private Seller draw(int before) {
        while (true) {
            Seller seller = sellers.get(random.nextInt(sellers.size()));
            boolean voted = false;
            for (int i = 0; i < before; i++) {
                voted |= voters[i] == seller.number();
            }
            if (!voted) {
                return seller;
            }
        }
    }
}
