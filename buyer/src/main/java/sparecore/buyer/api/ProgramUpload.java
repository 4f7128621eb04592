package sparecore.buyer.api;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import sparecore.api.buyer.ProgramPart;
import sparecore.api.buyer.ProgramReference;
import sparecore.buyer.journal.ProgramShelf;
import sparecore.sandbox.Program;
import sparecore.sandbox.elf.BadProgramException;

/** A program that comes in parts. It is looked at, and kept on disk, before the caller gets its name. One for each call. */
final class ProgramUpload implements StreamObserver<ProgramPart> {
    private final ProgramShelf programs;
    private final StreamObserver<ProgramReference> reply;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private boolean over;

    ProgramUpload(ProgramShelf programs, StreamObserver<ProgramReference> reply) {
        this.programs = programs;
        this.reply = reply;
    }

    @Override
    public void onNext(ProgramPart part) {
        if (over) {
            return;
        }
        if ((long) content.size() + part.getData().size() > Program.PROGRAM_BYTES_MAX) {
            over = true;
            content.reset();
            reply.onError(Replies.invalid("the program is larger than " + Program.PROGRAM_BYTES_MAX + " bytes"));
            return;
        }
        content.writeBytes(part.getData().toByteArray());
    }

    @Override
    public void onError(Throwable left) {
        over = true;
    }

    @Override
    public void onCompleted() {
        if (!over) {
            Replies.answer(reply, () -> keep(content.toByteArray()));
        }
    }

    private ProgramReference keep(byte[] whole) throws IOException {
        try {
            Program.parse(whole);
        } catch (BadProgramException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return ProgramReference.newBuilder()
                .setDigest(ByteString.copyFrom(programs.put(whole).toBytes()))
                .setSizeBytes(whole.length)
                .build();
    }
}
