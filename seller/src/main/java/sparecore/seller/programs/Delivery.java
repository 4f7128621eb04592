package sparecore.seller.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.PartList.Part;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.UnfitProgramException;

/**
 * One program on its way into the cache. Its parts go to disk as they come, each is checked when it is whole, and then stays even if the others
 * never come. Any thread; the cache's monitor guards it. Calls block.
 */
public final class Delivery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private final ProgramCache cache;
    private final PartFolder folder;
    private final Digest program;
    private final PartList parts;
    private final List<Integer> lacking;
    private final List<Digest> held = new ArrayList<>();
    private @Nullable Fresh fresh;
    /** Counted in the folder for the part that is coming in. */
    private long freshBytes;

    private boolean closed;

    /** A part that is coming in. */
    private record Fresh(Part part, Path file, FileChannel channel, MessageDigest digest) {}

    Delivery(ProgramCache cache, PartFolder folder, Digest program, PartList parts, List<Integer> lacking) {
        this.cache = cache;
        this.folder = folder;
        this.program = program;
        this.parts = parts;
        this.lacking = List.copyOf(lacking);
        for (int i = 0; i < parts.size(); i++) {
            if (!lacking.contains(i)) {
                held.add(parts.part(i).digest());
            }
        }
    }

    public PartList parts() {
        return parts;
    }

    /** The parts that have to come, by their place in the list. */
    public List<Integer> lacking() {
        return lacking;
    }

    /** How many bytes have to come. */
    public long lackingBytes() {
        return lacking.stream().mapToLong(part -> parts.part(part).bytes()).sum();
    }

    /**
     * Takes the next chunk, as {@link ChunkOrder} has it.
     *
     * @throws WrongDigestException if the part is whole now, and not what its digest says
     * @throws NoRoomException if all of the cache is in use
     * @throws IOException if the disk fails
     */
    public void write(int part, byte[] chunk) throws WrongDigestException, NoRoomException, IOException {
        synchronized (cache) {
            if (closed) {
                return;
            }
            cache.take(chunk.length);
            freshBytes += chunk.length;
            Fresh open = fresh == null ? open(parts.part(part)) : fresh;
            fresh = open;
            open.digest().update(chunk);
            ByteBuffer bytes = ByteBuffer.wrap(chunk);
            while (bytes.hasRemaining()) {
                open.channel().write(bytes);
            }
            if (open.channel().position() == open.part().bytes()) {
                end(open);
            }
        }
    }

    private Fresh open(Part part) throws IOException {
        Path file = folder.fresh(part.digest());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return new Fresh(part, file, channel, Digest.sha256());
    }

    private void end(Fresh whole) throws WrongDigestException, IOException {
        if (!Digest.finish(whole.digest()).equals(whole.part().digest())) {
            throw new WrongDigestException("the bytes of a part of a program are not those of its digest");
        }
        whole.channel().close();
        folder.keep(whole.file(), whole.part());
        fresh = null;
        freshBytes = 0;
        folder.hold(whole.part().digest());
        held.add(whole.part().digest());
    }

    /**
     * Checks the program, all of whose parts are here, and makes it ready.
     *
     * @throws WrongDigestException if these parts do not make the announced bytes
     * @throws UnfitProgramException if it is not a program that can run here; its own part is not kept then
     * @throws IOException if the disk fails
     */
    public LoadedProgram finish() throws WrongDigestException, UnfitProgramException, IOException {
        synchronized (cache) {
            try {
                return cache.load(program, parts);
            } catch (UnfitProgramException e) {
                close();
                folder.drop(parts.part(0).digest());
                throw e;
            }
        }
    }

    /** Lets its parts go, and removes one that has not come in whole. */
    @Override
    public void close() {
        synchronized (cache) {
            if (closed) {
                return;
            }
            closed = true;
            held.forEach(folder::release);
            folder.giveBack(freshBytes);
            Fresh half = fresh;
            if (half == null) {
                return;
            }
            try (FileChannel ignored = half.channel()) {
                Files.deleteIfExists(half.file());
            } catch (IOException e) {
                log.warn("cannot remove {}", half.file(), e);
            }
        }
    }
}
