package sparecore.buyer.api;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.api.buyer.ProgramPart;
import sparecore.api.buyer.ProgramReference;
import sparecore.buyer.journal.FreshPart;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.content.PartList.Part;
import sparecore.sandbox.Program;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.image.PartedFile;

/**
 * A program that comes in pieces, its input files behind it. It is looked at, and kept on disk, before the caller gets its name; files go to
 * disk as they come. One for each call.
 */
final class ProgramUpload implements StreamObserver<ProgramPart> {
    private static final Logger log = LoggerFactory.getLogger(ProgramUpload.class);

    private final ProgramShelf programs;
    private final Supplier<Set<Digest>> needed;
    private final StreamObserver<ProgramReference> reply;
    private final ByteArrayOutputStream front = new ByteArrayOutputStream();
    private final List<Part> files = new ArrayList<>();
    private @Nullable FreshPart file;
    private long filesBytes;
    private boolean over;

    /** @param needed the programs of open jobs, which stay when this one needs room */
    ProgramUpload(ProgramShelf programs, Supplier<Set<Digest>> needed, StreamObserver<ProgramReference> reply) {
        this.programs = programs;
        this.needed = needed;
        this.reply = reply;
    }

    @Override
    public void onNext(ProgramPart piece) {
        if (over) {
            return;
        }
        try {
            take(piece);
        } catch (IllegalArgumentException e) {
            leave();
            reply.onError(Replies.invalid(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            leave();
            reply.onError(Replies.toStatus(new UncheckedIOException(e)));
        }
    }

    private void take(ProgramPart piece) throws IOException {
        if (piece.getNextFile()) {
            endFile();
            require(files.size() < PartList.PARTS_MAX - 1, "more files than " + (PartList.PARTS_MAX - 1));
            file = programs.freshPart();
        }
        FreshPart open = file;
        int bytes = piece.getData().size();
        if (open == null) {
            require(
                    (long) front.size() + bytes <= Program.PROGRAM_BYTES_MAX,
                    "larger than " + Program.PROGRAM_BYTES_MAX + " bytes");
            front.writeBytes(piece.getData().toByteArray());
            return;
        }
        filesBytes += bytes;
        require(
                filesBytes <= PartList.FILES_BYTES_MAX,
                "with files of more than " + PartList.FILES_BYTES_MAX + " bytes");
        open.write(piece.getData().toByteArray());
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException("the program is " + what);
        }
    }

    private void endFile() throws IOException {
        FreshPart open = file;
        if (open != null) {
            try (open) {
                files.add(open.keep());
            }
            file = null;
        }
    }

    @Override
    public void onError(Throwable left) {
        leave();
    }

    private void leave() {
        over = true;
        front.reset();
        FreshPart open = file;
        file = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                log.warn("cannot remove a file that did not come in whole", e);
            }
        }
    }

    @Override
    public void onCompleted() {
        if (!over) {
            Replies.answer(reply, this::keep);
            leave();
        }
    }

    private void makeRoom() {
        try {
            programs.makeRoom(needed.get());
        } catch (IOException e) {
            log.warn("cannot remove programs that are not needed any more", e);
        }
    }

    private ProgramReference keep() throws IOException {
        endFile();
        byte[] first = front.toByteArray();
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(Digest.of(first), first.length));
        parts.addAll(files);
        PartList list = new PartList(parts);
        try {
            Program program =
                    Program.parse(PartedFile.of(first, programs.places(list).rest(PartedFile.Part::new)));
            Digest digest = Digest.fromHex(program.sha256());
            programs.keepPart(first);
            programs.name(digest, list);
            makeRoom();
            return ProgramReference.newBuilder()
                    .setDigest(ByteString.copyFrom(digest.toBytes()))
                    .setSizeBytes(list.bytes())
                    .build();
        } catch (BadProgramException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
