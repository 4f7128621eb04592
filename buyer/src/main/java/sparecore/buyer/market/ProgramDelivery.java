package sparecore.buyer.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import sparecore.content.Digest;
import sparecore.content.StoredParts;
import sparecore.link.Link;
import sparecore.link.ProtocolException;
import sparecore.wire.FilePart;
import sparecore.wire.Frame;
import sparecore.wire.OfferProgram;
import sparecore.wire.ProgramChunk;

/**
 * A program on its way to one seller: the parts that it lacks, in chunks read from disk, never more of them at once than the link takes. On the
 * link's event loop.
 */
final class ProgramDelivery {
    private static final int CHUNK_BYTES = 256 << 10;

    private final Digest program;
    private final StoredParts content;
    private final Queue<Integer> wanted = new ArrayDeque<>();
    private boolean whole;
    private long sent;

    ProgramDelivery(Digest program, StoredParts content) {
        this.program = program;
        this.content = content;
    }

    /** What the seller is told of it. */
    OfferProgram offer() {
        OfferProgram.Builder offer = OfferProgram.newBuilder()
                .setDigest(ByteString.copyFrom(program.toBytes()))
                .setSizeBytes(content.list().bytes());
        if (content.list().size() > 1) {
            content.list()
                    .parts()
                    .forEach(part -> offer.addParts(FilePart.newBuilder()
                            .setDigest(ByteString.copyFrom(part.digest().toBytes()))
                            .setSizeBytes(part.bytes())));
        }
        return offer.build();
    }

    /**
     * Begins to send.
     *
     * @param parts what the seller lacks; none: the whole file as one part
     * @throws ProtocolException if there are no such parts
     * @throws IOException if the program cannot be read
     */
    void begin(List<Integer> parts, Link to) throws ProtocolException, IOException {
        boolean known = parts.stream()
                .allMatch(part -> part >= 0 && part < content.list().size());
        if (!known || new HashSet<>(parts).size() != parts.size()) {
            throw new ProtocolException("a seller wants parts that a program has not");
        }
        whole = parts.isEmpty();
        wanted.addAll(whole ? List.of(0) : parts);
        goOn(to);
    }

    /** Sends as much as the link takes now. @throws IOException if the program cannot be read */
    void goOn(Link to) throws IOException {
        while (!wanted.isEmpty() && to.isWritable()) {
            int part = wanted.element();
            long bytes =
                    whole ? content.list().bytes() : content.list().part(part).bytes();
            int length = (int) Math.min(CHUNK_BYTES, bytes - sent);
            byte[] data = whole ? content.readWhole(sent, length) : content.read(part, sent, length);
            to.send(Frame.newBuilder()
                    .setProgramChunk(ProgramChunk.newBuilder()
                            .setDigest(ByteString.copyFrom(program.toBytes()))
                            .setPart(part)
                            .setOffset(sent)
                            .setData(UnsafeByteOperations.unsafeWrap(data))));
            sent += length;
            if (sent == bytes) {
                wanted.remove();
                sent = 0;
            }
        }
    }

    boolean isOver() {
        return wanted.isEmpty();
    }
}
