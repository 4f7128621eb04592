package sparecore.exchange;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.util.List;
import sparecore.api.exchange.GetWorkRequest;
import sparecore.api.exchange.KeptWork;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.result.Work;
import sparecore.wire.FilePart;

/** Disputed work as messages, and back. */
public final class WorkMessages {
    private static final int PIECE_BYTES = 1 << 20;

    private WorkMessages() {}

    /**
     * A piece of the program; with the first one all that is asked besides it.
     *
     * @throws IllegalArgumentException if there is no such part, or it ends before
     */
    static KeptWork piece(DisputedWorks.Found found, GetWorkRequest wanted) throws IOException {
        PartList parts = found.program().list();
        if (wanted.getPart() < 0 || wanted.getPart() >= parts.size()) {
            throw new IllegalArgumentException("the program has " + parts.size() + " parts");
        }
        long left = parts.part(wanted.getPart()).bytes() - wanted.getOffset();
        if (left < 0 || wanted.getOffset() < 0) {
            throw new IllegalArgumentException("the part ends before " + wanted.getOffset());
        }
        int some = (int) Math.min(left, PIECE_BYTES);
        KeptWork.Builder message = KeptWork.newBuilder()
                .setPiece(UnsafeByteOperations.unsafeWrap(
                        found.program().read(wanted.getPart(), wanted.getOffset(), some)));
        if (wanted.getPart() == 0 && wanted.getOffset() == 0) {
            message.setWork(found.work().toWire());
            for (PartList.Part part : parts.parts()) {
                message.addParts(FilePart.newBuilder()
                        .setDigest(ByteString.copyFrom(part.digest().toBytes()))
                        .setSizeBytes(part.bytes()));
            }
        }
        return message.build();
    }

    /** @throws IllegalArgumentException if it is no work */
    public static Work work(KeptWork message) {
        return Work.fromWire(message.getWork());
    }

    /** @throws IllegalArgumentException if no program consists of these */
    public static PartList parts(KeptWork message) {
        List<PartList.Part> parts = message.getPartsList().stream()
                .map(part -> new PartList.Part(Digest.fromBytes(part.getDigest().toByteArray()), part.getSizeBytes()))
                .toList();
        return new PartList(parts);
    }
}
