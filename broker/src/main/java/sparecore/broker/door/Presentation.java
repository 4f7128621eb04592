package sparecore.broker.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sparecore.lease.Voucher;
import sparecore.wire.Frame;
import sparecore.wire.RefusalReason;
import sparecore.wire.SettleVoucher;
import sparecore.wire.VoucherSettled;

/**
 * A message in which a seller presents what it has to settle, of one lease or of several: each is answered by itself, and the message when
 * all are. Thread-safe.
 */
final class Presentation {
    private final Visitor visitor;
    private final Frame request;
    private final List<SettleVoucher> claims;
    private final Frame.@Nullable Builder[] answers;
    private int left;

    /** @param request one that {@link #isIn} */
    Presentation(Visitor visitor, Frame request) {
        this.visitor = visitor;
        this.request = request;
        this.claims = claims(request.getSettleVoucher());
        this.answers = new Frame.Builder[claims.size()];
        this.left = claims.size();
    }

    private static List<SettleVoucher> claims(SettleVoucher message) {
        List<SettleVoucher> claims = new ArrayList<>(1 + message.getMoreCount());
        claims.add(message);
        claims.addAll(message.getMoreList());
        return claims;
    }

    /** Whether the frame is one for whose answer somebody waits. */
    static boolean isIn(Frame frame) {
        return frame.getBodyCase() == Frame.BodyCase.SETTLE_VOUCHER && frame.getRequest() != 0;
    }

    /** For how many messages the frame counts: one that says too much at once is not looked at, and costs no more than the most that may be. */
    static int weight(Frame frame) {
        return Math.min(1 + frame.getSettleVoucher().getMoreCount(), Voucher.PRESENTED_TOGETHER_MAX);
    }

    /** Whether there are more than may be presented together, or some of them have further ones. */
    boolean isTooMuch() {
        return claims.size() > Voucher.PRESENTED_TOGETHER_MAX
                || claims.stream().skip(1).anyMatch(claim -> claim.getMoreCount() > 0);
    }

    /** In the order of the message. */
    List<SettleVoucher> claims() {
        return claims;
    }

    /** Refuses the message as a whole, before any of its claims has been answered. */
    void refuse(String text) {
        visitor.refuse(request, RefusalReason.REFUSAL_REASON_MALFORMED, text);
    }

    /** Answers one claim, for good. */
    void answer(int index, Frame.Builder answer) {
        synchronized (this) {
            answers[index] = answer;
            left--;
            if (left > 0) {
                return;
            }
        }
        visitor.reply(request, whole());
    }

    private Frame.Builder whole() {
        if (answers.length == 1) {
            return Objects.requireNonNull(answers[0]);
        }
        VoucherSettled.Builder all = VoucherSettled.newBuilder();
        for (Frame.Builder answer : answers) {
            all.addEach(FrameWriter.part(Objects.requireNonNull(answer)));
        }
        return Frame.newBuilder().setVoucherSettled(all);
    }
}
