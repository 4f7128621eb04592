package sparecore.broker.door;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.broker.engine.Archive;
import sparecore.broker.engine.Engine;
import sparecore.broker.market.Command;
import sparecore.broker.market.Decision;
import sparecore.broker.market.Push;
import sparecore.broker.market.Session;
import sparecore.broker.market.Side;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.Voucher;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.terminal.HostPort;
import sparecore.wire.Frame;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

/**
 * Lets sellers and buyers in. A link is a session of its node on one side; a push goes to the newest session of its node and side.
 *
 * <p>Thread: link methods on each link's own event loop; {@link #push} and what follows a decision on the engine's.
 */
public final class Door implements LinkHandler {
    private static final Logger log = LoggerFactory.getLogger(Door.class);

    private record Seat(NodeId node, Side side) {}

    private final Engine engine;
    private final Archive archive;
    private final LongSupplier clockMillis;
    private final LongSupplier clockNanos;
    private final Crowd crowd = new Crowd();
    private final Signers signers = new Signers();
    private final AtomicLong lastSession = new AtomicLong();
    private final Map<Link, Visitor> visitors = new ConcurrentHashMap<>();

    /** On the engine's thread only. */
    private final Map<Seat, Visitor> newest = new HashMap<>();

    /**
     * @param clockMillis the time of day, for what the broker last saw of a node
     * @param clockNanos a steady clock, for how often a node speaks
     */
    public Door(Engine engine, Archive archive, LongSupplier clockMillis, LongSupplier clockNanos) {
        this.engine = engine;
        this.archive = archive;
        this.clockMillis = clockMillis;
        this.clockNanos = clockNanos;
    }

    @Override
    public void opened(Link link) {
        Side side = side(link.peerRole());
        if (side == null) {
            link.close("a broker talks to sellers and buyers only");
            return;
        }
        if (!crowd.enter(link.peer())) {
            link.close("too many links of one key: at most " + Crowd.LINKS_PER_KEY_MAX);
            return;
        }
        Session session = new Session(
                lastSession.incrementAndGet(),
                link.peer(),
                side,
                from(link),
                clockMillis.getAsLong(),
                side == Side.BUYER ? link.peerListens() : "");
        Visitor visitor = new Visitor(link, session);
        if (!engine.submit(new Command.OpenSession(session), decision -> seat(visitor))) {
            crowd.leave(link.peer());
            link.close("the broker is too busy: come back later");
            return;
        }
        visitors.put(link, visitor);
    }

    private static String from(Link link) {
        InetSocketAddress remote = link.remoteAddress();
        return remote.getAddress() == null
                ? remote.getHostString()
                : HostPort.of(remote).toString();
    }

    private static @org.jspecify.annotations.Nullable Side side(Role role) {
        return switch (role) {
            case ROLE_SELLER -> Side.SELLER;
            case ROLE_BUYER -> Side.BUYER;
            case ROLE_BROKER, ROLE_RELAYED, ROLE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    private void seat(Visitor visitor) {
        newest.put(new Seat(visitor.session().node(), visitor.session().side()), visitor);
    }

    @Override
    public void received(Link link, Frame frame) throws ProtocolException {
        Visitor visitor = visitors.get(link);
        if (visitor == null) {
            return;
        }
        int weight = Presentation.weight(frame);
        if (!crowd.maySpeak(visitor.session().node(), visitor.session().host(), weight, clockNanos.getAsLong())) {
            visitor.refuseBusy(frame, "too many messages: at most " + Crowd.MESSAGES_PER_KEY_AND_SECOND + " a second");
            return;
        }
        if (visitor.session().side() == Side.SELLER && Presentation.isIn(frame)) {
            hold(visitor, new Presentation(visitor, frame));
            return;
        }
        // What was said before comes first.
        settleHeld(visitor);
        if (frame.getBodyCase() == Frame.BodyCase.GET_STATEMENT) {
            showStatement(visitor, frame);
            return;
        }
        boolean proves = Evidence.isIn(frame);
        if (proves
                && !crowd.mayProve(visitor.session().node(), visitor.session().host(), clockNanos.getAsLong())) {
            visitor.refuseBusy(
                    frame, "too much evidence at once: at most " + Crowd.PROOFS_PER_KEY_AND_SECOND + " a second");
            return;
        }
        try {
            submit(visitor, frame, FrameReader.read(frame, visitor.session(), signers));
        } catch (MalformedException e) {
            visitor.refuseOrEnd(frame, RefusalReason.REFUSAL_REASON_MALFORMED, e);
        } catch (BadSignedMessageException e) {
            if (proves) {
                submit(visitor, frame, forged(visitor.session(), frame));
                return;
            }
            visitor.refuseOrEnd(frame, RefusalReason.REFUSAL_REASON_BAD_SIGNATURE, e);
        }
    }

    private void submit(Visitor visitor, Frame request, Command command) {
        visitor.begin(1);
        boolean taken = engine.submit(command, decision -> {
            visitor.finish(1);
            visitor.reply(request, FrameWriter.answer(request, decision));
        });
        if (!taken) {
            visitor.finish(1);
            visitor.reply(request, tooBusy());
        }
    }

    private static Frame.Builder tooBusy() {
        return FrameWriter.refusal(RefusalReason.REFUSAL_REASON_BUSY, "the broker is too busy: ask again later");
    }

    /** Each claim stands for itself: one that is refused here takes none of the others with it. */
    private void hold(Visitor visitor, Presentation presented) {
        if (presented.isTooMuch()) {
            presented.refuse("at most " + Voucher.PRESENTED_TOGETHER_MAX + " settlements together, side by side");
            return;
        }
        for (int i = 0; i < presented.claims().size(); i++) {
            try {
                visitor.till().hold(presented, i);
            } catch (IllegalArgumentException e) {
                presented.answer(i, refused(RefusalReason.REFUSAL_REASON_MALFORMED, e));
            } catch (BadSignedMessageException e) {
                presented.answer(i, refused(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE, e));
            }
            if (visitor.till().isFull()) {
                settleHeld(visitor);
            }
        }
    }

    private static Frame.Builder refused(RefusalReason reason, Exception why) {
        return FrameWriter.refusal(reason, String.valueOf(why.getMessage()));
    }

    @Override
    public void caughtUp(Link link) {
        Visitor visitor = visitors.get(link);
        if (visitor != null) {
            settleHeld(visitor);
        }
    }

    /** What is to be settled, and all that hear of it: the claims that were shown with it are worth no more. */
    private record Settling(Command command, Till.Shown best, List<Till.Shown> all) {
        void answer(Decision decision) {
            for (Till.Shown each : all) {
                each.answer(each == best ? FrameWriter.settled(decision) : FrameWriter.settledBeside(decision));
            }
        }
    }

    /** All together, so that what came together is committed and answered together. */
    private void settleHeld(Visitor visitor) {
        List<Settling> settling = new ArrayList<>();
        for (List<Till.Shown> ofOneLease : visitor.till().empty()) {
            best(visitor, ofOneLease).ifPresent(settling::add);
        }
        if (settling.isEmpty()) {
            return;
        }
        int waiting = settling.stream().mapToInt(each -> each.all().size()).sum();
        visitor.begin(waiting);
        boolean taken =
                engine.submitAll(settling.stream().map(Settling::command).toList(), decisions -> {
                    visitor.finish(waiting);
                    for (int i = 0; i < decisions.size(); i++) {
                        settling.get(i).answer(decisions.get(i));
                    }
                });
        if (!taken) {
            visitor.finish(waiting);
            settling.forEach(each -> each.all().forEach(shown -> shown.answer(tooBusy())));
        }
    }

    /** The highest that is not forged. Those above it are refused. */
    private Optional<Settling> best(Visitor visitor, List<Till.Shown> shown) {
        List<Till.Shown> left = new ArrayList<>(shown);
        while (!left.isEmpty()) {
            Till.Shown highest = Collections.max(left, Comparator.comparing(Till.Shown::cumulative));
            try {
                Command command = FrameReader.settle(highest.claim(), visitor.session(), signers);
                return Optional.of(new Settling(command, highest, left));
            } catch (MalformedException e) {
                highest.answer(refused(RefusalReason.REFUSAL_REASON_MALFORMED, e));
            } catch (BadSignedMessageException e) {
                highest.answer(refused(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE, e));
            }
            left.remove(highest);
        }
        return Optional.empty();
    }

    /** Who sends a signature that is none has made it: the link proves who it is. */
    private static Command forged(Session session, Frame frame) {
        return new Command.ForgedEvidence(session.node(), session.side(), Evidence.command(frame));
    }

    /** History is read beside the engine, which has no part in it. One answer at a time: the link is not read meanwhile. */
    private void showStatement(Visitor visitor, Frame request) {
        visitor.beginLong();
        var ignored = archive.statement(
                        visitor.session().node(), request.getGetStatement().getAfter())
                .whenComplete((entries, error) -> {
                    visitor.finishLong();
                    if (error != null) {
                        visitor.refuse(
                                request,
                                RefusalReason.REFUSAL_REASON_BUSY,
                                "the statement cannot be read now: ask again later");
                        return;
                    }
                    visitor.reply(request, Frame.newBuilder().setStatement(ExchangeMessages.statement(entries)));
                });
    }

    @Override
    public void closed(Link link, String reason) {
        Visitor visitor = visitors.remove(link);
        if (visitor == null) {
            return;
        }
        // What it has shown counts, whatever ended it; the answers go nowhere.
        settleHeld(visitor);
        crowd.leave(visitor.session().node());
        log.debug("session {} closed: {}", visitor.session().number(), reason);
        engine.submitClosing(new Command.CloseSession(visitor.session().number()), decision -> unseat(visitor));
    }

    private void unseat(Visitor visitor) {
        newest.remove(new Seat(visitor.session().node(), visitor.session().side()), visitor);
    }

    /** Tells a node, if it is there. Who is not will hear of it when it comes back. */
    public void push(Push push) {
        Visitor visitor = newest.get(new Seat(push.node(), push.side()));
        if (visitor != null) {
            visitor.send(FrameWriter.push(push));
        }
    }
}
