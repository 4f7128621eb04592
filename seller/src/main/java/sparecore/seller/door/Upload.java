package sparecore.seller.door;

import sparecore.content.Digest;
import sparecore.seller.programs.ChunkOrder;
import sparecore.seller.programs.Delivery;

/** One program that comes in on one link. {@link Uploads} guards it; the delivery is used on the desk's thread. */
final class Upload {
    private final Digest program;
    private final Delivery delivery;
    private final ChunkOrder order;
    private final long reservedBytes;
    private long lastMillis;
    private boolean over;
    private boolean gone;

    Upload(Digest program, Delivery delivery, long nowMillis) {
        this.program = program;
        this.delivery = delivery;
        this.order = new ChunkOrder(delivery.parts(), delivery.lacking());
        this.reservedBytes = delivery.lackingBytes();
        this.lastMillis = nowMillis;
    }

    Digest program() {
        return program;
    }

    Delivery delivery() {
        return delivery;
    }

    /** What is reserved for it on the desk. */
    long reservedBytes() {
        return reservedBytes;
    }

    /** @throws IllegalArgumentException if the chunk is not the next one */
    void expect(int part, long offset, int bytes, long nowMillis) {
        order.take(part, offset, bytes);
        lastMillis = nowMillis;
    }

    /** Whether the last chunk has come. */
    boolean isComplete() {
        return order.isComplete();
    }

    /** Whether nothing of it has come since then. */
    boolean isSilentSince(long millis) {
        return !over && !isComplete() && lastMillis <= millis;
    }

    /** Refused: what still comes of it is thrown away. */
    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
    }

    /** @return whether it was on its way until now: what is reserved for it must be released */
    boolean leave() {
        boolean first = !gone;
        gone = true;
        return first;
    }
}
