package sparecore.buyer.market;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.identity.NodeKey;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.link.ProtocolException;
import sparecore.link.RefusedException;
import sparecore.result.RunLimits;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.wire.AssignFragment;
import sparecore.wire.CancelFragment;
import sparecore.wire.FragmentDone;
import sparecore.wire.Frame;
import sparecore.wire.LeaseOpened;
import sparecore.wire.OfferProgram;
import sparecore.wire.OpenLease;
import sparecore.wire.Payment;
import sparecore.wire.ProgramChunk;

/**
 * The buyer's end of one lease: shows the ticket, sends the program if it is wanted, then fragments; checks what comes back before
 * the engine hears of it. States: dialled → ticket shown → program offered → (sent) → ready → closed.
 */
final class SellerLink implements LinkHandler {
    private static final Logger log = LoggerFactory.getLogger(SellerLink.class);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration LAST_ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final int CHUNK_BYTES = 256 << 10;

    private final SignedTicket signed;
    private final Ticket ticket;
    private final LeaseId lease;
    private final Digest program;
    private final NodeKey key;
    private final EventSink events;
    private final ProgramSource programs;
    private final BiConsumer<LeaseId, SellerLink> forget;
    private @Nullable Link link;
    private boolean closed;
    private int window;
    private byte[] sending = new byte[0];
    private int sent;

    SellerLink(
            SignedTicket signed,
            Digest program,
            NodeKey key,
            EventSink events,
            ProgramSource programs,
            BiConsumer<LeaseId, SellerLink> forget) {
        this.signed = signed;
        this.ticket = signed.ticket();
        this.lease = ticket.lease();
        this.program = program;
        this.key = key;
        this.events = events;
        this.programs = programs;
        this.forget = forget;
    }

    void dial(Links links) {
        InetSocketAddress address = parse(ticket.sellerAddress());
        if (address == null) {
            lost("its address \"" + ticket.sellerAddress().replaceAll("[^ -~]", "?") + "\" is not HOST:PORT");
            return;
        }
        var ignored = links.dial(address, ticket.seller(), this).whenComplete((opened, error) -> {
            if (error != null) {
                lost(String.valueOf(unwrap(error).getMessage()));
            }
        });
    }

    private static @Nullable InetSocketAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        try {
            int port = Integer.parseInt(address.substring(colon + 1));
            String host = address.substring(0, Math.max(0, colon)).replaceAll("^\\[|\\]$", "");
            return host.isEmpty() || port < 1 || port > 65_535 ? null : new InetSocketAddress(host, port);
        } catch (NumberFormatException notAPort) {
            return null;
        }
    }

    @Override
    public void opened(Link opened) {
        synchronized (this) {
            if (closed) {
                opened.close("not wanted any more");
                return;
            }
            link = opened;
        }
        opened.setFrameBytesMax(LinkLimits.PEER_FRAME_BYTES_MAX);
        Frame.Builder ask =
                Frame.newBuilder().setOpenLease(OpenLease.newBuilder().setTicket(signed.toWire()));
        var ignored = opened.request(ask, ANSWER_WITHIN).whenComplete((answer, error) -> {
            if (error != null) {
                fail(opened, "the seller did not open the lease", error);
            } else if (answer.getBodyCase() != Frame.BodyCase.LEASE_OPENED) {
                opened.close("expected LeaseOpened");
            } else {
                leaseOpened(opened, answer.getLeaseOpened());
            }
        });
    }

    private void leaseOpened(Link opened, LeaseOpened answer) {
        window = answer.getWindow();
        byte[] content;
        try {
            content = programs.read(program);
        } catch (IOException e) {
            log.error("cannot read the program {}", program.shortForm(), e);
            opened.close("the program cannot be read");
            return;
        }
        Frame.Builder offer = Frame.newBuilder()
                .setOfferProgram(OfferProgram.newBuilder()
                        .setDigest(ByteString.copyFrom(program.toBytes()))
                        .setSizeBytes(content.length));
        var ignored = opened.request(offer, ANSWER_WITHIN).whenComplete((reply, error) -> {
            if (error != null) {
                fail(opened, "the seller did not answer the offer of the program", error);
                return;
            }
            switch (reply.getBodyCase()) {
                case PROGRAM_READY -> ready();
                case PROGRAM_REFUSED -> refused(reply.getProgramRefused().getReason());
                case PROGRAM_WANTED -> {
                    sending = content;
                    sent = 0;
                    sendChunks(opened);
                }
                default -> opened.close("expected an answer about the program");
            }
        });
    }

    /** Sends as much of the program as the link takes now; {@link #writable} goes on. On the link's event loop. */
    private void sendChunks(Link to) {
        while (sent < sending.length && to.isWritable()) {
            int length = Math.min(CHUNK_BYTES, sending.length - sent);
            to.send(Frame.newBuilder()
                    .setProgramChunk(ProgramChunk.newBuilder()
                            .setDigest(ByteString.copyFrom(program.toBytes()))
                            .setOffset(sent)
                            .setData(ByteString.copyFrom(sending, sent, length))));
            sent += length;
        }
        if (sent >= sending.length) {
            sending = new byte[0];
            sent = 0;
        }
    }

    @Override
    public void writable(Link to) {
        sendChunks(to);
    }

    private void ready() {
        int wanted = window;
        tell(core -> core.sellerReady(lease, wanted));
    }

    private void refused(String reason) {
        String why = printable(reason);
        tell(core -> core.programRefused(lease, why));
    }

    @Override
    public void received(Link from, Frame frame) throws ProtocolException {
        switch (frame.getBodyCase()) {
            case PROGRAM_READY -> ready();
            case PROGRAM_REFUSED -> refused(frame.getProgramRefused().getReason());
            case WINDOW_CHANGED -> {
                int wanted = frame.getWindowChanged().getWindow();
                window = wanted;
                tell(core -> core.windowChanged(lease, wanted));
            }
            case HAND_BACK -> {
                long assignment = frame.getHandBack().getAssignment();
                String why = printable(frame.getHandBack().getReason());
                tell(core -> core.handedBack(lease, assignment, why));
            }
            case FRAGMENT_DONE -> done(frame.getFragmentDone());
            default -> throw new ProtocolException("a seller does not say " + frame.getBodyCase());
        }
    }

    private void done(FragmentDone done) throws ProtocolException {
        try {
            SignedResult result = SignedResult.verify(done.getResult(), ticket.seller());
            if (!result.result().lease().equals(lease)) {
                throw new ProtocolException("a result of another lease");
            }
            if (done.getOutput().size() > RunLimits.OUTPUT_BYTES_MAX
                    || done.getError().size() > RunLimits.ERROR_BYTES_MAX) {
                throw new ProtocolException("more output than any run may have");
            }
            if (!Digest.of(done.getOutput().toByteArray())
                    .equals(result.result().output())) {
                throw new ProtocolException("an output that is not the one that was signed for");
            }
            tell(core -> core.resultArrived(lease, result, done.getOutput(), done.getError()));
        } catch (BadSignedMessageException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    void assign(long assignment, Work work) {
        send(Frame.newBuilder()
                .setAssignFragment(AssignFragment.newBuilder()
                        .setAssignment(assignment)
                        .setProgram(ByteString.copyFrom(work.program().toBytes()))
                        .addAllArguments(work.arguments())
                        .setInput(work.input())
                        .setLimits(work.limits().toWire())));
    }

    void cancel(List<Long> assignments) {
        assignments.forEach(assignment -> send(
                Frame.newBuilder().setCancelFragment(CancelFragment.newBuilder().setAssignment(assignment))));
    }

    void pay(Settlement settlement) {
        send(payment(settlement));
    }

    void payLast(Settlement settlement) {
        Link current = current();
        if (current == null) {
            tell(core -> core.lastPaymentDone(lease));
            return;
        }
        var ignored = current.request(payment(settlement), LAST_ANSWER_WITHIN)
                .whenComplete((answer, error) -> tell(core -> core.lastPaymentDone(lease)));
    }

    private Frame.Builder payment(Settlement settlement) {
        Voucher voucher = new Voucher(lease, key.id(), ticket.seller(), settlement.cumulative());
        return Frame.newBuilder()
                .setPayment(Payment.newBuilder()
                        .setVoucher(SignedVoucher.sign(voucher, key).toWire())
                        .addAllAccepted(settlement.accepted())
                        .addAllRejected(settlement.rejected()));
    }

    private void send(Frame.Builder frame) {
        Link current = current();
        if (current != null) {
            current.send(frame);
        }
    }

    private synchronized @Nullable Link current() {
        return link;
    }

    private void fail(Link broken, String what, Throwable error) {
        Throwable cause = unwrap(error);
        String why = what + ": " + cause.getMessage();
        if (!(cause instanceof RefusedException)) {
            log.debug("{}", why);
        }
        broken.close(why);
    }

    @Override
    public void closed(Link gone, String reason) {
        lost(reason);
    }

    private void lost(String why) {
        boolean wanted;
        synchronized (this) {
            wanted = !closed;
            closed = true;
            link = null;
        }
        if (wanted) {
            forget.accept(lease, this);
            events.offer(core -> core.sellerLost(lease, why));
        }
    }

    /** On purpose; the engine is not told. */
    void close(String reason) {
        Link current;
        synchronized (this) {
            closed = true;
            current = link;
            link = null;
        }
        if (current != null) {
            current.close(reason);
        }
    }

    /** A full inbox ends the link: nothing may be lost in silence. */
    private void tell(java.util.function.Consumer<sparecore.buyer.engine.Buying> event) {
        if (!events.offer(event)) {
            Link current = current();
            if (current != null) {
                current.close("this buyer is overloaded");
            }
        }
    }

    private static Throwable unwrap(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private static String printable(String text) {
        String cut = text.length() > 300 ? text.substring(0, 300) : text;
        return cut.replaceAll("[^ -~]", "?");
    }
}
