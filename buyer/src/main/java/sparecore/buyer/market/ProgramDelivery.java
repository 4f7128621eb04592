package sparecore.buyer.market;

import com.google.protobuf.ByteString;
import sparecore.content.Digest;
import sparecore.link.Link;
import sparecore.wire.Frame;
import sparecore.wire.ProgramChunk;

/** A program on its way to one seller, in chunks, never more of them at once than the link takes. On the link's event loop. */
final class ProgramDelivery {
    private static final int CHUNK_BYTES = 256 << 10;

    private final Digest program;
    private byte[] content = new byte[0];
    private int sent;

    ProgramDelivery(Digest program) {
        this.program = program;
    }

    void begin(byte[] whole, Link to) {
        content = whole;
        sent = 0;
        goOn(to);
    }

    /** Sends as much as the link takes now. */
    void goOn(Link to) {
        while (sent < content.length && to.isWritable()) {
            int length = Math.min(CHUNK_BYTES, content.length - sent);
            to.send(Frame.newBuilder()
                    .setProgramChunk(ProgramChunk.newBuilder()
                            .setDigest(ByteString.copyFrom(program.toBytes()))
                            .setOffset(sent)
                            .setData(ByteString.copyFrom(content, sent, length))));
            sent += length;
        }
        if (sent >= content.length) {
            content = new byte[0];
            sent = 0;
        }
    }

    boolean isOver() {
        return content.length == 0;
    }
}
