package sparecore.broker.market;

import java.util.List;

/** What the market makes of a command. */
public sealed interface Decision {
    /**
     * @param events to be applied in order, all or none
     * @param pushes to be sent once the events are durable
     */
    record Accepted(List<MarketEvent> events, Reply reply, List<Push> pushes) implements Decision {
        public Accepted {
            events = List.copyOf(events);
            pushes = List.copyOf(pushes);
        }
    }

    /** Nothing changes. @param text for a person */
    record Refused(Reason reason, String text) implements Decision {}

    static Accepted done() {
        return new Accepted(List.of(), new Reply.Done(), List.of());
    }

    static Accepted done(MarketEvent... events) {
        return new Accepted(List.of(events), new Reply.Done(), List.of());
    }

    static Accepted replied(Reply reply, MarketEvent... events) {
        return new Accepted(List.of(events), reply, List.of());
    }

    static Refused refused(Reason reason, String text) {
        return new Refused(reason, text);
    }
}
