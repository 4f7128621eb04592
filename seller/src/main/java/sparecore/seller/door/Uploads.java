package sparecore.seller.door;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.link.Link;
import sparecore.link.ProtocolException;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.UnfitProgramException;
import sparecore.seller.programs.ProgramAssembly;
import sparecore.seller.programs.WrongDigestException;
import sparecore.wire.Frame;
import sparecore.wire.OfferProgram;
import sparecore.wire.ProgramChunk;

/**
 * The programs that come in on one link: offered → wanted → chunks → ready, or refused. Called on the link's event loop and on the
 * thread that checks programs; its monitor guards it.
 */
final class Uploads {
    private static final Logger log = LoggerFactory.getLogger(Uploads.class);

    /** Programs under way on one link at once, and known on it in all; a buyer that offers more breaks the rules. */
    static final int UNDER_WAY_MAX = 4;

    static final int KNOWN_MAX = 1_000;

    private static final String BUSY = "the seller is busy with other programs: try again later";

    private final Link link;
    private final ProgramDesk desk;
    private final Map<Digest, ProgramAssembly> assemblies = new HashMap<>();
    private final Set<Digest> known = new HashSet<>();
    private int offers;
    private boolean closed;

    Uploads(Link link, ProgramDesk desk) {
        this.link = link;
        this.desk = desk;
    }

    synchronized void offer(Frame request) throws ProtocolException {
        OfferProgram offer = request.getOfferProgram();
        Digest digest = digest(offer.getDigest());
        if (offers + assemblies.size() >= UNDER_WAY_MAX || known.size() >= KNOWN_MAX) {
            throw new ProtocolException("too many programs on one connection");
        }
        if (assemblies.containsKey(digest)) {
            throw new ProtocolException("a program is offered again while it is being sent");
        }
        if (offer.getSizeBytes() > desk.programBytesMax()) {
            link.reply(
                    request, PeerFrames.refused(digest, "a program has at most " + desk.programBytesMax() + " bytes"));
            return;
        }
        if (desk.cache().ready(digest).isPresent()) {
            accept(request, digest);
            return;
        }
        offers++;
        try {
            desk.checker().execute(() -> answer(request, digest, offer.getSizeBytes()));
        } catch (RejectedExecutionException e) {
            offers--;
            link.reply(request, PeerFrames.refused(digest, BUSY));
        }
    }

    /** On the checking thread. */
    private void answer(Frame request, Digest digest, long sizeBytes) {
        Optional<LoadedProgram> found = Optional.empty();
        String refusal = "";
        try {
            found = desk.cache().find(digest);
        } catch (UnfitProgramException e) {
            refusal = String.valueOf(e.getMessage());
        } catch (IOException e) {
            log.warn("cannot read the cached program {}", digest.shortForm(), e);
        }
        synchronized (this) {
            offers--;
            if (closed) {
                return;
            }
            if (!refusal.isEmpty()) {
                link.reply(request, PeerFrames.refused(digest, refusal));
                return;
            }
            if (found.isPresent()) {
                accept(request, digest);
                return;
            }
            expect(request, digest, sizeBytes);
        }
    }

    private void accept(Frame request, Digest digest) {
        known.add(digest);
        link.reply(request, PeerFrames.ready(digest));
    }

    private void expect(Frame request, Digest digest, long sizeBytes) {
        if (sizeBytes < 1 || assemblies.containsKey(digest)) {
            link.close("a program is offered twice, or without a size");
            return;
        }
        if (!desk.reserve(sizeBytes)) {
            link.reply(request, PeerFrames.refused(digest, BUSY));
            return;
        }
        assemblies.put(digest, new ProgramAssembly(digest, sizeBytes, desk.programBytesMax()));
        link.reply(request, PeerFrames.wanted(digest));
    }

    synchronized void chunk(ProgramChunk chunk) throws ProtocolException {
        Digest digest = digest(chunk.getDigest());
        ProgramAssembly assembly = assemblies.get(digest);
        if (assembly == null) {
            throw new ProtocolException("a chunk of a program that was not asked for");
        }
        try {
            assembly.add(chunk.getOffset(), chunk.getData().toByteArray());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
        if (assembly.isComplete()) {
            assemblies.remove(digest);
            check(assembly);
        }
    }

    private void check(ProgramAssembly assembly) {
        offers++;
        try {
            desk.checker().execute(() -> finish(assembly));
        } catch (RejectedExecutionException e) {
            offers--;
            desk.release(assembly.sizeBytes());
            link.send(PeerFrames.refused(assembly.digest(), BUSY));
        }
    }

    /** On the checking thread. */
    private void finish(ProgramAssembly assembly) {
        Digest digest = assembly.digest();
        try {
            desk.cache().add(assembly);
            log.info("program {} came in, {} bytes", digest.shortForm(), assembly.sizeBytes());
            synchronized (this) {
                known.add(digest);
            }
            link.send(PeerFrames.ready(digest));
        } catch (UnfitProgramException e) {
            log.info("refused program {}: {}", digest.shortForm(), e.getMessage());
            link.send(PeerFrames.refused(digest, String.valueOf(e.getMessage())));
        } catch (WrongDigestException e) {
            link.close(String.valueOf(e.getMessage()));
        } finally {
            synchronized (this) {
                offers--;
            }
            desk.release(assembly.sizeBytes());
        }
    }

    /** Whether the buyer was told on this link that the program is ready. */
    synchronized boolean knows(Digest digest) {
        return known.contains(digest);
    }

    /** The link is gone. */
    synchronized void close() {
        closed = true;
        assemblies.values().forEach(assembly -> desk.release(assembly.sizeBytes()));
        assemblies.clear();
    }

    private static Digest digest(com.google.protobuf.ByteString bytes) throws ProtocolException {
        try {
            return Digest.fromBytes(bytes.toByteArray());
        } catch (IllegalArgumentException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }
}
