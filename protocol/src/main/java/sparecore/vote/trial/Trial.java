package sparecore.vote.trial;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sparecore.vote.CredibilityRule;
import sparecore.vote.Group;
import sparecore.vote.Ruling;
import sparecore.vote.Standing;
import sparecore.vote.Terms;

/**
 * Runs jobs through the {@link CredibilityRule} that ships. As many copies are out as there are clusters; each fragment has one
 * open copy at most; who gets it is drawn among the clusters that have not voted on it. Not thread-safe.
 */
public final class Trial {
    /** A fragment, and what the cartel knows of it. */
    private static final class Item {
        final double mark;

        @Nullable
        Group<Integer> group;

        int fellows;
        boolean busy;

        Item(double mark) {
            this.mark = mark;
        }
    }

    /** A copy that is out. */
    private record Copy(Seller seller, Item item, boolean check) {}

    private final Scenario scenario;
    private final SplittableRandom random;
    private final Function<Terms, CredibilityRule<Integer>> rules;
    private final List<Seller> sellers = new ArrayList<>();
    private final ArrayDeque<Item> wanting = new ArrayDeque<>();
    private final ArrayDeque<Copy> out = new ArrayDeque<>();
    private CredibilityRule<Integer> rule;
    private Item[] items = new Item[0];
    private int begun;
    private int accepted;
    private long wrong;
    private long runs;
    private long checks;
    private long own;
    private long lies;
    private int bannedGood;
    private int bannedBad;

    private Trial(Scenario scenario, long seed, Function<Terms, CredibilityRule<Integer>> rules) {
        this.scenario = scenario;
        this.random = new SplittableRandom(seed);
        this.rules = rules;
        this.rule = rules.apply(scenario.terms());
        for (int i = 0; i < scenario.clusters(); i++) {
            sellers.add(new Seller(i, i < scenario.bad()));
        }
    }

    /** The rule as it ships. @return how the last job went */
    public static Score run(Scenario scenario, long seed) {
        return run(scenario, seed, CredibilityRule::of);
    }

    /** Another rule of the same class. */
    public static Score run(Scenario scenario, long seed, Function<Terms, CredibilityRule<Integer>> rules) {
        Trial trial = new Trial(scenario, seed, rules);
        for (int job = 0; job < scenario.jobsBefore(); job++) {
            trial.job();
        }
        return trial.job();
    }

    private Score job() {
        begin();
        while (accepted < scenario.fragments()) {
            while (out.size() < scenario.clusters() && handOut()) {}
            Copy copy = out.poll();
            if (copy == null) {
                closeWithChecks();
            } else if (copy.check()) {
                check(copy);
            } else {
                vote(copy);
            }
        }
        return new Score(accepted, wrong, runs, checks, own, rule.conflicts(), lies, bannedGood, bannedBad);
    }

    private void begin() {
        rule = rules.apply(scenario.terms());
        rule.add(scenario.fragments());
        items = new Item[scenario.fragments()];
        wanting.clear();
        out.clear();
        begun = 0;
        accepted = 0;
        wrong = 0;
        runs = 0;
        checks = 0;
        own = 0;
        lies = 0;
        bannedGood = 0;
        bannedBad = 0;
    }

    /** @return whether there was anything to hand out */
    private boolean handOut() {
        if (wanting.isEmpty() && begun == scenario.fragments()) {
            return false;
        }
        Seller any = sellers.get(random.nextInt(sellers.size()));
        if (rule.wantsCheck(any.standing(), random)) {
            out.add(new Copy(any, new Item(random.nextDouble()), true));
            return true;
        }
        Item item = next();
        Group<Integer> group = groupOf(item);
        if (group.state() != Group.State.OPEN) {
            item.busy = false;
            return true;
        }
        if (group.votes() >= sellers.size()) {
            computeOwn(group);
            return true;
        }
        Seller seller = any;
        while (group.hasVoted(seller.standing())) {
            seller = sellers.get(random.nextInt(sellers.size()));
        }
        out.add(new Copy(seller, item, false));
        return true;
    }

    private Item next() {
        Item again = wanting.poll();
        if (again != null) {
            return again;
        }
        Item fresh = new Item(random.nextDouble());
        fresh.group = rule.open(begun, random);
        fresh.busy = true;
        items[begun++] = fresh;
        return fresh;
    }

    private static Group<Integer> groupOf(Item item) {
        if (item.group == null) {
            throw new IllegalStateException("a check is not voted on");
        }
        return item.group;
    }

    private void vote(Copy copy) {
        Group<Integer> group = groupOf(copy.item());
        Seller seller = copy.seller();
        copy.item().busy = false;
        runs++;
        boolean lie = seller.lies(scenario.saboteurs(), jobDone(), copy.item().mark, copy.item().fellows, random);
        copy.item().fellows += seller.isBad() ? 1 : 0;
        lies += lie ? 1 : 0;
        if (lie && !scenario.saboteurs().reveal()) {
            follow(rule.notRevealed(group, seller.standing()));
            return;
        }
        int answer = seller.answer(lie, scenario.saboteurs().together(), scenario.noise(), random);
        follow(rule.vote(group, seller.standing(), answer));
    }

    private void check(Copy copy) {
        Seller seller = copy.seller();
        runs++;
        checks++;
        boolean recognised =
                seller.isBad() && random.nextDouble() < scenario.saboteurs().checksRecognised();
        boolean lie = !recognised && seller.lies(scenario.saboteurs(), jobDone(), copy.item().mark, 0, random);
        int answer = seller.answer(lie, scenario.saboteurs().together(), scenario.noise(), random);
        follow(rule.checked(seller.standing(), answer == Seller.RIGHT));
    }

    /** The job's end: lone votes that were believed wait for a last check. */
    private void closeWithChecks() {
        for (Seller seller : List.copyOf(sellers)) {
            if (rule.waitsForCheck(seller.standing())) {
                out.add(new Copy(seller, new Item(random.nextDouble()), true));
            }
        }
        if (out.isEmpty()) {
            throw new IllegalStateException(
                    "the rule wants nothing, and " + accepted + " of " + begun + " are accepted");
        }
    }

    private void follow(Ruling<Integer> ruling) {
        for (Group<Integer> group : ruling.accepted()) {
            accepted++;
            wrong += group.answer() != null && group.answer() == Seller.RIGHT ? 0 : 1;
        }
        for (Group<Integer> group : ruling.wanting()) {
            Item item = items[(int) group.fragment()];
            if (!item.busy) {
                item.busy = true;
                wanting.add(item);
            }
        }
        for (Standing banned : ruling.banned()) {
            leave(banned);
        }
        if (scenario.saboteurs().renew()) {
            ruling.struck().forEach(this::renew);
        }
        for (Group<Integer> group : ruling.own()) {
            computeOwn(group);
        }
    }

    private void computeOwn(Group<Integer> group) {
        runs++;
        own++;
        follow(rule.computed(group, Seller.RIGHT));
    }

    private void leave(Standing banned) {
        for (Seller seller : sellers) {
            if (seller.standing() == banned) {
                bannedGood += seller.isBad() ? 0 : 1;
                bannedBad += seller.isBad() ? 1 : 0;
                if (!(seller.isBad() && scenario.saboteurs().renew())) {
                    sellers.remove(seller);
                }
                return;
            }
        }
    }

    private void renew(Standing struck) {
        for (Seller seller : sellers) {
            if (seller.isBad() && seller.standing() == struck) {
                seller.renew();
            }
        }
    }

    private double jobDone() {
        return (double) begun / scenario.fragments();
    }
}
