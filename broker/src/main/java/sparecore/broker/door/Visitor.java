package sparecore.broker.door;

import sparecore.broker.market.Session;
import sparecore.link.Link;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;
import sparecore.wire.RefusalReason;

/**
 * One connected node. Stops reading from it while too many of its commands wait, so that nobody fills the market's inbox alone.
 * Thread-safe.
 */
final class Visitor {
    /** Commands of one session that wait for the engine. */
    static final int WAITING_MAX = 64;

    /** Refusals for haste on one link, which cost the broker an answer each. */
    static final int REFUSED_BUSY_MAX = 2_000;

    private static final int WAITING_LOW = 16;

    private final Link link;
    private final Session session;
    private final Till till;
    private int waiting;
    private boolean paused;
    private int refusedBusy;

    Visitor(Link link, Session session) {
        this.link = link;
        this.session = session;
        this.till = new Till(session.node());
    }

    Session session() {
        return session;
    }

    /** On the link's event loop only. */
    Till till() {
        return till;
    }

    synchronized void begin(int commands) {
        waiting += commands;
        if (waiting >= WAITING_MAX && !paused) {
            paused = true;
            link.setReading(false);
        }
    }

    synchronized void finish(int commands) {
        waiting -= commands;
        if (waiting <= WAITING_LOW && paused) {
            paused = false;
            link.setReading(true);
        }
    }

    /** A question whose answer costs much: nothing more is read until it is given. */
    synchronized void beginLong() {
        waiting += WAITING_MAX;
        if (!paused) {
            paused = true;
            link.setReading(false);
        }
    }

    synchronized void finishLong() {
        finish(WAITING_MAX);
    }

    void send(Frame.Builder frame) {
        link.send(frame);
    }

    /** Answers, if the peer asked for an answer. */
    void reply(Frame request, Frame.Builder answer) {
        if (request.getRequest() != 0) {
            link.reply(request, answer);
        }
    }

    void refuse(Frame request, RefusalReason reason, String text) {
        reply(request, FrameWriter.refusal(reason, text));
    }

    /**
     * The peer says more than it may. It is told so; one that goes on all the same is sent away.
     *
     * @throws ProtocolException after {@link #REFUSED_BUSY_MAX} refusals of this kind
     */
    void refuseBusy(Frame request, String text) throws ProtocolException {
        refusedBusy++;
        if (request.getRequest() == 0 || refusedBusy > REFUSED_BUSY_MAX) {
            throw new ProtocolException(text);
        }
        refuse(request, RefusalReason.REFUSAL_REASON_BUSY, text);
    }

    /** Bad input: a request is refused; a message that nobody waits for an answer to ends the link. */
    void refuseOrEnd(Frame request, RefusalReason reason, Exception cause) throws ProtocolException {
        if (request.getRequest() == 0) {
            throw new ProtocolException(String.valueOf(cause.getMessage()), cause);
        }
        refuse(request, reason, String.valueOf(cause.getMessage()));
    }
}
