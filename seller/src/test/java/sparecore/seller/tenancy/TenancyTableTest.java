package sparecore.seller.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.tenancy.Tickets.END_MILLIS;
import static sparecore.seller.tenancy.Tickets.MEMORY_BYTES;
import static sparecore.seller.tenancy.Tickets.START_MILLIS;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import sparecore.money.Credits;
import sparecore.wire.LeaseEndReason;

/** A lease at the seller, and its vouchers: every state against every event. */
class TenancyTableTest {
    private static final long NOW = START_MILLIS + 1;
    private static final long SECOND_MICROS = 1_000_000;

    /** Two slots, 100 credits of escrow, 3 credits may be unpaid. */
    private static Tenancy fresh() {
        return new Tenancy(Tickets.of(2, 100), new Terms(Credits.ofWhole(3)), 2, START_MILLIS);
    }

    private static Tenancy after(List<Consumer<Tenancy>> events) {
        Tenancy tenancy = fresh();
        events.forEach(event -> event.accept(tenancy));
        return tenancy;
    }

    private static void assign(Tenancy tenancy, long number) {
        Admission unused = tenancy.assign(number, MEMORY_BYTES);
    }

    private static void end(Tenancy tenancy) {
        boolean unused = tenancy.end(LeaseEndReason.LEASE_END_REASON_JOB_DONE, NOW);
    }

    private static void link(Tenancy tenancy) {
        int unused = tenancy.linked(Set.of());
    }

    private static void runOne(Tenancy tenancy) {
        assign(tenancy, 1);
        boolean unused = tenancy.deliver(1, SECOND_MICROS);
    }

    private static void close(Tenancy tenancy) {
        boolean unused = tenancy.close(END_MILLIS);
    }

    private static void promise(Tenancy tenancy, long credits) {
        VoucherCheck unused = tenancy.promise(Credits.ofWhole(credits));
    }

    private static void pay(Tenancy tenancy, long credits) {
        promise(tenancy, credits);
        tenancy.paid(Credits.ofWhole(credits));
    }

    /** NEW: the buyer has not come. BUSY: assignment 1 runs. OWED: it was delivered, a credit is unpaid. */
    private static final Map<String, List<Consumer<Tenancy>>> STATES = new LinkedHashMap<>();

    static {
        STATES.put("OPEN_NEW", List.of());
        STATES.put("OPEN_BUSY", List.of(TenancyTableTest::link, one -> assign(one, 1)));
        STATES.put("OPEN_OWED", List.of(TenancyTableTest::link, TenancyTableTest::runOne));
        STATES.put("OPEN_GONE", List.of(TenancyTableTest::link, TenancyTableTest::runOne, one -> one.unlinked(NOW)));
        STATES.put("DRAINING_BUSY", List.of(TenancyTableTest::link, one -> assign(one, 1), TenancyTableTest::end));
        STATES.put("DRAINING_OWED", List.of(TenancyTableTest::link, TenancyTableTest::runOne, TenancyTableTest::end));
        STATES.put(
                "DRAINING_GONE",
                List.of(
                        TenancyTableTest::link,
                        TenancyTableTest::runOne,
                        one -> one.unlinked(NOW),
                        TenancyTableTest::end));
        STATES.put("CLOSED", List.of(TenancyTableTest::link, TenancyTableTest::end, TenancyTableTest::close));
    }

    private static final Map<String, Function<Tenancy, Object>> EVENTS = new LinkedHashMap<>();

    static {
        EVENTS.put("linked", one -> one.linked(Set.of()));
        EVENTS.put("resumed", one -> one.linked(Set.of(1L)));
        EVENTS.put("renew", one -> one.renew(Tickets.renewed()));
        EVENTS.put("unlinked", one -> done(() -> one.unlinked(NOW)));
        EVENTS.put("assign 2", one -> one.assign(2, MEMORY_BYTES));
        EVENTS.put("deliver 1", one -> one.deliver(1, SECOND_MICROS));
        EVENTS.put("give up 1", one -> one.giveUp(1));
        EVENTS.put("accept 1", one -> done(() -> one.judged(List.of(1L), List.of())));
        EVENTS.put("reject 1", one -> done(() -> one.judged(List.of(), List.of(1L))));
        EVENTS.put("promise", one -> one.promise(Credits.ofWhole(1)));
        EVENTS.put("no slots", one -> done(() -> one.slotsOpen(0)));
        EVENTS.put("end", one -> one.end(LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS, NOW));
        EVENTS.put(
                "due at once", one -> one.due(NOW).map(TenancyTableTest::name).orElse("nothing"));
        EVENTS.put(
                "due after 30 s",
                one -> one.due(NOW + 30_000).map(TenancyTableTest::name).orElse("nothing"));
        EVENTS.put(
                "due in the end",
                one -> one.due(END_MILLIS).map(TenancyTableTest::name).orElse("nothing"));
        EVENTS.put("close at once", one -> one.close(NOW));
        EVENTS.put("close after 3 s", one -> one.close(NOW + 3_000));
    }

    private static String name(LeaseEndReason reason) {
        return reason.name().replace("LEASE_END_REASON_", "");
    }

    private static String done(Runnable event) {
        event.run();
        return "done";
    }

    /** The answer; then phase, assignments that are held, whole credits that are unpaid. */
    private static String row(String state, String event) {
        Tenancy tenancy = after(Objects.requireNonNull(STATES.get(state)));
        Object answer = Objects.requireNonNull(EVENTS.get(event)).apply(tenancy);
        return "%s, %s: %s, %s %d %d"
                .formatted(
                        state,
                        event,
                        answer,
                        tenancy.phase(),
                        tenancy.held(),
                        tenancy.unpaid().micro() / Credits.MICRO_PER_CREDIT);
    }

    @Test
    void aLeaseAnswersEveryEventInEveryState() {
        assertThat(STATES.keySet().stream()
                        .flatMap(state -> EVENTS.keySet().stream().map(event -> row(state, event)))
                        .collect(Collectors.joining("\n", "", "\n")))
                .isEqualTo(LEASES);
    }

    private static final Map<String, Consumer<Tenancy>> VOUCHERS = new LinkedHashMap<>();

    static {
        VOUCHERS.put("NONE", one -> {});
        VOUCHERS.put("PROMISED 2", one -> promise(one, 2));
        VOUCHERS.put("KEPT 2", one -> pay(one, 2));
        VOUCHERS.put("KEPT ALL 100", one -> pay(one, 100));
        VOUCHERS.put("DRAINING, KEPT 2", one -> {
            pay(one, 2);
            end(one);
        });
        VOUCHERS.put("CLOSED, KEPT 2", one -> {
            pay(one, 2);
            end(one);
            close(one);
        });
    }

    private static String checks(String state) {
        return List.of(0L, 1L, 2L, 3L, 100L, 101L).stream()
                .map(credits -> {
                    Tenancy tenancy = fresh();
                    Objects.requireNonNull(VOUCHERS.get(state)).accept(tenancy);
                    return credits + " " + tenancy.promise(Credits.ofWhole(credits));
                })
                .collect(Collectors.joining(", ", state + ": ", "\n"));
    }

    @Test
    void aVoucherIsWorthWhatItAddsInEveryState() {
        assertThat(VOUCHERS.keySet().stream().map(TenancyTableTest::checks).collect(Collectors.joining()))
                .isEqualTo("""
                        NONE: 0 SAME, 1 HIGHER, 2 HIGHER, 3 HIGHER, 100 HIGHER, 101 ABOVE_ESCROW
                        PROMISED 2: 0 LOWER, 1 LOWER, 2 SAME, 3 HIGHER, 100 HIGHER, 101 ABOVE_ESCROW
                        KEPT 2: 0 LOWER, 1 LOWER, 2 SAME, 3 HIGHER, 100 HIGHER, 101 ABOVE_ESCROW
                        KEPT ALL 100: 0 LOWER, 1 LOWER, 2 LOWER, 3 LOWER, 100 SAME, 101 ABOVE_ESCROW
                        DRAINING, KEPT 2: 0 LOWER, 1 LOWER, 2 SAME, 3 HIGHER, 100 HIGHER, 101 ABOVE_ESCROW
                        CLOSED, KEPT 2: 0 LEASE_CLOSED, 1 LEASE_CLOSED, 2 LEASE_CLOSED, 3 LEASE_CLOSED, 100 LEASE_CLOSED, 101 LEASE_CLOSED
                        """);
    }

    private static final String LEASES = """
            OPEN_NEW, linked: 4, OPEN 0 0
            OPEN_NEW, resumed: 4, OPEN 0 0
            OPEN_NEW, renew: true, OPEN 0 0
            OPEN_NEW, unlinked: done, OPEN 0 0
            OPEN_NEW, assign 2: TAKEN, OPEN 1 0
            OPEN_NEW, deliver 1: false, OPEN 0 0
            OPEN_NEW, give up 1: false, OPEN 0 0
            OPEN_NEW, accept 1: done, OPEN 0 0
            OPEN_NEW, reject 1: done, OPEN 0 0
            OPEN_NEW, promise: HIGHER, OPEN 0 0
            OPEN_NEW, no slots: done, OPEN 0 0
            OPEN_NEW, end: true, DRAINING 0 0
            OPEN_NEW, due at once: nothing, OPEN 0 0
            OPEN_NEW, due after 30 s: BUYER_GONE, OPEN 0 0
            OPEN_NEW, due in the end: EXPIRED, OPEN 0 0
            OPEN_NEW, close at once: false, OPEN 0 0
            OPEN_NEW, close after 3 s: false, OPEN 0 0
            OPEN_BUSY, linked: 4, OPEN 0 0
            OPEN_BUSY, resumed: 4, OPEN 1 0
            OPEN_BUSY, renew: true, OPEN 1 0
            OPEN_BUSY, unlinked: done, OPEN 1 0
            OPEN_BUSY, assign 2: TAKEN, OPEN 2 0
            OPEN_BUSY, deliver 1: true, OPEN 0 1
            OPEN_BUSY, give up 1: true, OPEN 0 0
            OPEN_BUSY, accept 1: done, OPEN 1 0
            OPEN_BUSY, reject 1: done, OPEN 1 0
            OPEN_BUSY, promise: HIGHER, OPEN 1 0
            OPEN_BUSY, no slots: done, OPEN 1 0
            OPEN_BUSY, end: true, DRAINING 1 0
            OPEN_BUSY, due at once: nothing, OPEN 1 0
            OPEN_BUSY, due after 30 s: nothing, OPEN 1 0
            OPEN_BUSY, due in the end: EXPIRED, OPEN 1 0
            OPEN_BUSY, close at once: false, OPEN 1 0
            OPEN_BUSY, close after 3 s: false, OPEN 1 0
            OPEN_OWED, linked: 4, OPEN 0 1
            OPEN_OWED, resumed: 4, OPEN 0 1
            OPEN_OWED, renew: true, OPEN 0 1
            OPEN_OWED, unlinked: done, OPEN 0 1
            OPEN_OWED, assign 2: TAKEN, OPEN 1 1
            OPEN_OWED, deliver 1: false, OPEN 0 1
            OPEN_OWED, give up 1: false, OPEN 0 1
            OPEN_OWED, accept 1: done, OPEN 0 1
            OPEN_OWED, reject 1: done, OPEN 0 0
            OPEN_OWED, promise: HIGHER, OPEN 0 1
            OPEN_OWED, no slots: done, OPEN 0 1
            OPEN_OWED, end: true, DRAINING 0 1
            OPEN_OWED, due at once: nothing, OPEN 0 1
            OPEN_OWED, due after 30 s: nothing, OPEN 0 1
            OPEN_OWED, due in the end: EXPIRED, OPEN 0 1
            OPEN_OWED, close at once: false, OPEN 0 1
            OPEN_OWED, close after 3 s: false, OPEN 0 1
            OPEN_GONE, linked: 4, OPEN 0 1
            OPEN_GONE, resumed: 4, OPEN 0 1
            OPEN_GONE, renew: true, OPEN 0 1
            OPEN_GONE, unlinked: done, OPEN 0 1
            OPEN_GONE, assign 2: TAKEN, OPEN 1 1
            OPEN_GONE, deliver 1: false, OPEN 0 1
            OPEN_GONE, give up 1: false, OPEN 0 1
            OPEN_GONE, accept 1: done, OPEN 0 1
            OPEN_GONE, reject 1: done, OPEN 0 0
            OPEN_GONE, promise: HIGHER, OPEN 0 1
            OPEN_GONE, no slots: done, OPEN 0 1
            OPEN_GONE, end: true, DRAINING 0 1
            OPEN_GONE, due at once: nothing, OPEN 0 1
            OPEN_GONE, due after 30 s: BUYER_GONE, OPEN 0 1
            OPEN_GONE, due in the end: EXPIRED, OPEN 0 1
            OPEN_GONE, close at once: false, OPEN 0 1
            OPEN_GONE, close after 3 s: false, OPEN 0 1
            DRAINING_BUSY, linked: 0, DRAINING 0 0
            DRAINING_BUSY, resumed: 0, DRAINING 1 0
            DRAINING_BUSY, renew: false, DRAINING 1 0
            DRAINING_BUSY, unlinked: done, DRAINING 1 0
            DRAINING_BUSY, assign 2: NOT_NOW, DRAINING 1 0
            DRAINING_BUSY, deliver 1: true, DRAINING 0 1
            DRAINING_BUSY, give up 1: true, DRAINING 0 0
            DRAINING_BUSY, accept 1: done, DRAINING 1 0
            DRAINING_BUSY, reject 1: done, DRAINING 1 0
            DRAINING_BUSY, promise: HIGHER, DRAINING 1 0
            DRAINING_BUSY, no slots: done, DRAINING 1 0
            DRAINING_BUSY, end: false, DRAINING 1 0
            DRAINING_BUSY, due at once: nothing, DRAINING 1 0
            DRAINING_BUSY, due after 30 s: nothing, DRAINING 1 0
            DRAINING_BUSY, due in the end: nothing, DRAINING 1 0
            DRAINING_BUSY, close at once: false, DRAINING 1 0
            DRAINING_BUSY, close after 3 s: false, DRAINING 1 0
            DRAINING_OWED, linked: 0, DRAINING 0 1
            DRAINING_OWED, resumed: 0, DRAINING 0 1
            DRAINING_OWED, renew: false, DRAINING 0 1
            DRAINING_OWED, unlinked: done, DRAINING 0 1
            DRAINING_OWED, assign 2: NOT_NOW, DRAINING 0 1
            DRAINING_OWED, deliver 1: false, DRAINING 0 1
            DRAINING_OWED, give up 1: false, DRAINING 0 1
            DRAINING_OWED, accept 1: done, DRAINING 0 1
            DRAINING_OWED, reject 1: done, DRAINING 0 0
            DRAINING_OWED, promise: HIGHER, DRAINING 0 1
            DRAINING_OWED, no slots: done, DRAINING 0 1
            DRAINING_OWED, end: false, DRAINING 0 1
            DRAINING_OWED, due at once: nothing, DRAINING 0 1
            DRAINING_OWED, due after 30 s: nothing, DRAINING 0 1
            DRAINING_OWED, due in the end: nothing, DRAINING 0 1
            DRAINING_OWED, close at once: false, DRAINING 0 1
            DRAINING_OWED, close after 3 s: true, CLOSED 0 1
            DRAINING_GONE, linked: 0, DRAINING 0 1
            DRAINING_GONE, resumed: 0, DRAINING 0 1
            DRAINING_GONE, renew: false, DRAINING 0 1
            DRAINING_GONE, unlinked: done, DRAINING 0 1
            DRAINING_GONE, assign 2: NOT_NOW, DRAINING 0 1
            DRAINING_GONE, deliver 1: false, DRAINING 0 1
            DRAINING_GONE, give up 1: false, DRAINING 0 1
            DRAINING_GONE, accept 1: done, DRAINING 0 1
            DRAINING_GONE, reject 1: done, DRAINING 0 0
            DRAINING_GONE, promise: HIGHER, DRAINING 0 1
            DRAINING_GONE, no slots: done, DRAINING 0 1
            DRAINING_GONE, end: false, DRAINING 0 1
            DRAINING_GONE, due at once: nothing, DRAINING 0 1
            DRAINING_GONE, due after 30 s: nothing, DRAINING 0 1
            DRAINING_GONE, due in the end: nothing, DRAINING 0 1
            DRAINING_GONE, close at once: true, CLOSED 0 1
            DRAINING_GONE, close after 3 s: true, CLOSED 0 1
            CLOSED, linked: 0, CLOSED 0 0
            CLOSED, resumed: 0, CLOSED 0 0
            CLOSED, renew: false, CLOSED 0 0
            CLOSED, unlinked: done, CLOSED 0 0
            CLOSED, assign 2: NOT_NOW, CLOSED 0 0
            CLOSED, deliver 1: false, CLOSED 0 0
            CLOSED, give up 1: false, CLOSED 0 0
            CLOSED, accept 1: done, CLOSED 0 0
            CLOSED, reject 1: done, CLOSED 0 0
            CLOSED, promise: LEASE_CLOSED, CLOSED 0 0
            CLOSED, no slots: done, CLOSED 0 0
            CLOSED, end: false, CLOSED 0 0
            CLOSED, due at once: nothing, CLOSED 0 0
            CLOSED, due after 30 s: nothing, CLOSED 0 0
            CLOSED, due in the end: nothing, CLOSED 0 0
            CLOSED, close at once: false, CLOSED 0 0
            CLOSED, close after 3 s: false, CLOSED 0 0
            """;
}
