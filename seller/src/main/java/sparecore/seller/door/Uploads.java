package sparecore.seller.door;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.link.Link;
import sparecore.link.ProtocolException;
import sparecore.seller.execution.UnfitProgramException;
import sparecore.seller.programs.Delivery;
import sparecore.seller.programs.NoRoomException;
import sparecore.seller.programs.WrongDigestException;
import sparecore.wire.FilePart;
import sparecore.wire.Frame;
import sparecore.wire.OfferProgram;
import sparecore.wire.ProgramChunk;

/**
 * The programs that come in on one link: offered → the parts wanted that are not here → chunks → ready, or refused. Called on the link's event
 * loop and on the desk's thread; its monitor guards it.
 */
final class Uploads {
    private static final Logger log = LoggerFactory.getLogger(Uploads.class);

    /** Programs under way on one link at once, and known on it in all; a buyer that offers more breaks the rules. */
    static final int UNDER_WAY_MAX = 4;

    static final int KNOWN_MAX = 1_000;

    /** A buyer that announces parts and sends none of them takes room from others only so long. */
    static final long SILENCE_MILLIS = 60_000;

    /** Chunks that wait for the disk; with more of them the link is not read. */
    static final int CHUNKS_WAITING_MAX = 8;

    private static final String BUSY = "the seller is busy with other programs: try again later";
    private static final String NO_DISK = "the seller's disk fails: try another one";

    private final Link link;
    private final Flow flow;
    private final ProgramDesk desk;
    private final Map<Digest, Upload> uploads = new HashMap<>();
    private final Set<Digest> known = new HashSet<>();
    private int offers;
    private int chunksWaiting;
    private boolean closed;

    Uploads(Link link, Flow flow, ProgramDesk desk) {
        this.link = link;
        this.flow = flow;
        this.desk = desk;
    }

    synchronized void offer(Frame request) throws ProtocolException {
        OfferProgram offer = request.getOfferProgram();
        Digest digest = digest(offer.getDigest());
        if (offers + uploads.size() >= UNDER_WAY_MAX || known.size() >= KNOWN_MAX) {
            throw new ProtocolException("too many programs on one connection");
        }
        if (uploads.containsKey(digest)) {
            throw new ProtocolException("a program is offered again while it is being sent");
        }
        PartList parts;
        try {
            parts = parts(offer, digest);
        } catch (IllegalArgumentException e) {
            link.reply(request, PeerFrames.refused(digest, String.valueOf(e.getMessage())));
            return;
        }
        if (parts.bytes() != offer.getSizeBytes()
                || (parts.size() == 1 && !parts.part(0).digest().equals(digest))) {
            throw new ProtocolException("the parts of a program are not those of the whole");
        }
        if (desk.cache().ready(digest).isPresent()) {
            accept(request, digest);
            return;
        }
        offers++;
        try {
            desk.thread().execute(() -> answer(request, digest, parts));
        } catch (RejectedExecutionException e) {
            offers--;
            link.reply(request, PeerFrames.refused(digest, BUSY));
        }
    }

    /** @throws IllegalArgumentException if they break a limit */
    private static PartList parts(OfferProgram offer, Digest digest) throws ProtocolException {
        if (offer.getPartsCount() == 0) {
            return PartList.whole(digest, offer.getSizeBytes());
        }
        if (offer.getPartsCount() > PartList.PARTS_MAX) {
            throw new IllegalArgumentException("a program has at most " + PartList.PARTS_MAX + " parts");
        }
        List<PartList.Part> parts = new ArrayList<>(offer.getPartsCount());
        for (FilePart part : offer.getPartsList()) {
            parts.add(new PartList.Part(digest(part.getDigest()), part.getSizeBytes()));
        }
        return new PartList(parts);
    }

    /** On the desk's thread. */
    private void answer(Frame request, Digest digest, PartList parts) {
        Delivery delivery;
        try {
            delivery = desk.cache().begin(digest, parts);
        } catch (IOException e) {
            log.warn("cannot read the cached parts of {}", digest.shortForm(), e);
            reply(request, PeerFrames.refused(digest, NO_DISK));
            return;
        }
        if (!delivery.lacking().isEmpty()) {
            expect(request, digest, delivery);
            return;
        }
        try (delivery) {
            delivery.finish();
            synchronized (this) {
                offers--;
                accept(request, digest);
            }
        } catch (UnfitProgramException e) {
            reply(request, PeerFrames.refused(digest, String.valueOf(e.getMessage())));
        } catch (WrongDigestException e) {
            link.close(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warn("cannot read the cached program {}", digest.shortForm(), e);
            reply(request, PeerFrames.refused(digest, NO_DISK));
        }
    }

    private synchronized void reply(Frame request, Frame.Builder answer) {
        offers--;
        link.reply(request, answer);
    }

    private void accept(Frame request, Digest digest) {
        known.add(digest);
        link.reply(request, PeerFrames.ready(digest));
    }

    private synchronized void expect(Frame request, Digest digest, Delivery delivery) {
        offers--;
        if (closed || uploads.containsKey(digest)) {
            delivery.close();
            link.close("a program is offered twice");
            return;
        }
        if (!desk.reserve(delivery.lackingBytes())) {
            delivery.close();
            link.reply(request, PeerFrames.refused(digest, BUSY));
            return;
        }
        uploads.put(digest, new Upload(digest, delivery, desk.nowMillis()));
        link.reply(request, PeerFrames.wanted(digest, delivery.lacking()));
    }

    synchronized void chunk(ProgramChunk chunk) throws ProtocolException {
        Digest digest = digest(chunk.getDigest());
        Upload upload = uploads.get(digest);
        if (upload == null) {
            throw new ProtocolException("a chunk of a program that was not asked for");
        }
        try {
            upload.expect(chunk.getPart(), chunk.getOffset(), chunk.getData().size(), desk.nowMillis());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
        boolean last = upload.isComplete();
        if (last) {
            uploads.remove(digest);
            offers++;
        }
        chunksWaiting++;
        if (chunksWaiting == CHUNKS_WAITING_MAX) {
            flow.stop();
        }
        try {
            desk.thread().execute(() -> write(upload, chunk.getPart(), chunk.getData(), last));
        } catch (RejectedExecutionException e) {
            throw new ProtocolException("the seller stops", e);
        }
    }

    /** On the desk's thread. */
    private void write(Upload upload, int part, ByteString data, boolean last) {
        try {
            if (!isOver(upload)) {
                upload.delivery().write(part, data.toByteArray());
                if (last) {
                    finish(upload);
                }
            }
        } catch (UnfitProgramException | NoRoomException e) {
            log.info("refused program {}: {}", upload.program().shortForm(), e.getMessage());
            refuse(upload, String.valueOf(e.getMessage()));
        } catch (WrongDigestException e) {
            link.close(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            log.warn("cannot store the program {}", upload.program().shortForm(), e);
            refuse(upload, NO_DISK);
        } finally {
            written(upload, last);
        }
    }

    private synchronized boolean isOver(Upload upload) {
        return upload.isOver();
    }

    private void finish(Upload upload) throws WrongDigestException, UnfitProgramException, IOException {
        Digest digest = upload.program();
        upload.delivery().finish();
        log.info(
                "program {} came in, {} of {} bytes",
                digest.shortForm(),
                upload.reservedBytes(),
                upload.delivery().parts().bytes());
        synchronized (this) {
            known.add(digest);
        }
        link.send(PeerFrames.ready(digest));
    }

    private synchronized void refuse(Upload upload, String why) {
        upload.end();
        forget(upload);
        link.send(PeerFrames.refused(upload.program(), why));
    }

    private synchronized void written(Upload upload, boolean last) {
        if (chunksWaiting == CHUNKS_WAITING_MAX) {
            flow.resume();
        }
        chunksWaiting--;
        if (last) {
            offers--;
            forget(upload);
        }
    }

    /** On the desk's thread. */
    private synchronized void forget(Upload upload) {
        upload.delivery().close();
        if (upload.leave()) {
            desk.release(upload.reservedBytes());
        }
    }

    /** Whether the buyer was told on this link that the program is ready. */
    synchronized boolean knows(Digest digest) {
        return known.contains(digest);
    }

    /** Does what time demands. */
    synchronized void tick() {
        long before = desk.nowMillis() - SILENCE_MILLIS;
        if (uploads.values().stream().anyMatch(upload -> upload.isSilentSince(before))) {
            link.close("the bytes of a program do not come");
        }
    }

    /** The link is gone. */
    synchronized void close() {
        closed = true;
        List<Upload> left = new ArrayList<>(uploads.values());
        uploads.clear();
        left.forEach(Upload::end);
        try {
            desk.thread().execute(() -> left.forEach(this::forget));
        } catch (RejectedExecutionException e) {
            log.debug("the seller stops; what has come in halfway is removed at its next start");
        }
    }

    private static Digest digest(ByteString bytes) throws ProtocolException {
        try {
            return Digest.fromBytes(bytes.toByteArray());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }
}
