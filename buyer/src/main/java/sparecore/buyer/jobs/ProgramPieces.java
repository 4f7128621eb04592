package sparecore.buyer.jobs;

import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import sparecore.api.buyer.ProgramPart;
import sparecore.sandbox.image.PartedFile;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** A program and then its input files, in messages of at most 1 MiB, each read from disk when it is asked for. One thread at a time. */
final class ProgramPieces implements Iterator<ProgramPart> {
    private static final int PIECE_BYTES = 1 << 20;

    private final byte[] front;
    private final List<PartedFile.Part> files;
    /** The file that is being sent; -1 is the program itself. */
    private int file = -1;

    private long at;

    ProgramPieces(PartedFile program) {
        this.front = program.front();
        this.files = program.rest();
    }

    @Override
    public boolean hasNext() {
        return file < files.size() - 1 || (file < files.size() && at < size());
    }

    private long size() {
        return file < 0 ? front.length : files.get(file).bytes();
    }

    /** @throws Failure if a file cannot be read */
    @Override
    public ProgramPart next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        if (at == size()) {
            file++;
            at = 0;
        }
        int bytes = (int) Math.min(PIECE_BYTES, size() - at);
        ProgramPart.Builder piece = ProgramPart.newBuilder().setNextFile(file >= 0 && at == 0);
        piece.setData(
                file < 0
                        ? UnsafeByteOperations.unsafeWrap(front, (int) at, bytes)
                        : UnsafeByteOperations.unsafeWrap(read(files.get(file), at, bytes)));
        at += bytes;
        return piece.build();
    }

    private static byte[] read(PartedFile.Part part, long at, int bytes) {
        try (RandomAccessFile file = new RandomAccessFile(part.path().toFile(), "r")) {
            byte[] read = new byte[bytes];
            file.seek(part.at() + at);
            file.readFully(read);
            return read;
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + part.path() + ": " + e, e);
        }
    }
}
