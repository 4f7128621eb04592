package sparecore.vote.trial;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sparecore.vote.CredibilityRule;
import sparecore.vote.Draw;
import sparecore.vote.Group;
import sparecore.vote.Ruling;
import sparecore.vote.Standing;
import sparecore.vote.Terms;

/**
 * Runs jobs through the {@link CredibilityRule} that ships. As many copies are out as there are clusters; each fragment has one
 * open copy at most; who gets it is drawn among the clusters that have not voted on it. At the job's end there may be more:
 * {@link Scenario.Tail}. Not thread-safe.
 */
public final class Trial {
    /** Of a fragment without a vote, at the job's end. */
    private static final int COPIES_MOST = 4;

    /** A fragment, and what the cartel knows of it. */
    private static final class Item {
        final double mark;

        @Nullable
        Group<Integer> group;

        int fellows;
        int fellowsNow;

        /** Copies that are out or wait for a seller, of those that are wanted now. */
        int awaited;

        /** The first vote has come: what was out before is not waited for. */
        boolean begun;

        /** More than one copy was out before. */
        boolean shared;

        Item(double mark) {
            this.mark = mark;
        }
    }

    /** A copy that is out. @param later than the fragment's first vote */
    private record Copy(Seller seller, Item item, boolean check, boolean later) {}

    private final Scenario scenario;
    private final SplittableRandom random;
    private final Function<Terms, CredibilityRule<Integer>> rules;
    private final List<Seller> sellers = new ArrayList<>();
    private final ArrayDeque<Item> wanting = new ArrayDeque<>();
    private final ArrayDeque<Copy> out = new ArrayDeque<>();

    /** Copies at the job's end with idle liars. */
    private final ArrayDeque<Copy> atOnce = new ArrayDeque<>();

    private Draw draw = new Draw();
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
            while (out.size() + atOnce.size() < scenario.clusters() && handOut()) {}
            shareOut();
            Copy copy = atOnce.isEmpty() ? out.poll() : atOnce.poll();
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
        draw = new Draw();
        wanting.clear();
        out.clear();
        atOnce.clear();
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
            out.add(new Copy(any, new Item(random.nextDouble()), true, true));
            return true;
        }
        Item item = next();
        Group<Integer> group = groupOf(item);
        if (group.state() != Group.State.OPEN) {
            item.awaited--;
            return true;
        }
        if (group.votes() >= sellers.size()) {
            computeOwn(group);
            return true;
        }
        give(item, isTail() ? drawAtEnd(group) : drawAmongAll(group, any));
        return true;
    }

    private Seller drawAmongAll(Group<Integer> group, Seller any) {
        Seller seller = any;
        while (group.hasVoted(seller.standing())) {
            seller = sellers.get(random.nextInt(sellers.size()));
        }
        return seller;
    }

    private boolean isTail() {
        return scenario.tail() != Scenario.Tail.NONE && begun == scenario.fragments();
    }

    private Seller drawAtEnd(Group<Integer> group) {
        if (scenario.tail() == Scenario.Tail.IDLE_VOTE) {
            return idle(group).orElseGet(() -> drawAmongAll(group, sellers.get(0)));
        }
        if (!rule.mayHurry(group)) {
            return drawAmongAll(group, sellers.get(random.nextInt(sellers.size())));
        }
        rule.hurry(group);
        return draw.nextOfSoonest(group, sellers, Seller::standing, seller -> seller.isBad() ? 0 : 1, random)
                .orElseThrow();
    }

    /** A liar that has not voted yet, if there is one. */
    private Optional<Seller> idle(Group<Integer> group) {
        List<Seller> idle = sellers.stream()
                .filter(seller -> seller.isBad() && !group.hasVoted(seller.standing()))
                .toList();
        return idle.isEmpty() ? Optional.empty() : Optional.of(idle.get(random.nextInt(idle.size())));
    }

    private void give(Item item, Seller seller) {
        item.fellowsNow += seller.isBad() ? 1 : 0;
        (isTail() && seller.isBad() ? atOnce : out).add(new Copy(seller, item, false, item.begun));
    }

    /** Idle sellers get copies of all that has no vote yet: the liars see to it that these are theirs. */
    private void shareOut() {
        if (!isTail()) {
            return;
        }
        for (Copy copy : List.copyOf(out)) {
            Item item = copy.item();
            if (copy.check() || item.shared || item.begun) {
                continue;
            }
            item.shared = true;
            for (int copies = 1; copies < COPIES_MOST; copies++) {
                idle(groupOf(item)).ifPresent(seller -> give(item, seller));
            }
        }
    }

    private Item next() {
        Item again = wanting.poll();
        if (again != null) {
            return again;
        }
        Item fresh = new Item(random.nextDouble());
        fresh.group = rule.open(begun, random);
        fresh.awaited = 1;
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
        Item item = copy.item();
        Group<Integer> group = groupOf(item);
        Seller seller = copy.seller();
        boolean together = item.shared && !copy.later() && scenario.tail() == Scenario.Tail.SHIPPED;
        take(copy);
        runs++;
        int friends = item.fellowsNow;
        boolean lie = seller.lies(scenario.saboteurs(), jobDone(), item.mark, item.fellows, friends, random);
        item.fellows += seller.isBad() ? 1 : 0;
        lies += lie ? 1 : 0;
        if (isTail() && scenario.tail() != Scenario.Tail.IDLE_VOTE && group.votes() == 0 && rule.mayHurry(group)) {
            rule.hurry(group);
        }
        if (lie && !scenario.saboteurs().reveal()) {
            follow(rule.notRevealed(group, seller.standing()));
            return;
        }
        int answer = seller.answer(lie, scenario.saboteurs().together(), scenario.noise(), random);
        follow(rule.vote(group, seller.standing(), answer, together));
    }

    /** A copy has come back. */
    private static void take(Copy copy) {
        Item item = copy.item();
        item.fellowsNow -= copy.seller().isBad() ? 1 : 0;
        if (copy.later()) {
            item.awaited--;
        } else if (!item.begun) {
            item.begun = true;
            item.awaited = 0;
        }
    }

    private void check(Copy copy) {
        Seller seller = copy.seller();
        runs++;
        checks++;
        boolean recognised =
                seller.isBad() && random.nextDouble() < scenario.saboteurs().checksRecognised();
        boolean lie = !recognised && seller.lies(scenario.saboteurs(), jobDone(), copy.item().mark, 0, 0, random);
        int answer = seller.answer(lie, scenario.saboteurs().together(), scenario.noise(), random);
        follow(rule.checked(seller.standing(), answer == Seller.RIGHT));
    }

    /** The job's end: lone votes that were believed wait for a last check. */
    private void closeWithChecks() {
        for (Seller seller : List.copyOf(sellers)) {
            if (rule.waitsForCheck(seller.standing())) {
                out.add(new Copy(seller, new Item(random.nextDouble()), true, true));
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
            for (int wanted = isTail() ? rule.missing(group) : 1; item.awaited < wanted; item.awaited++) {
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
