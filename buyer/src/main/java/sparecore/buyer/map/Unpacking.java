package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.pack.BadFramesException;
import sparecore.buyer.pack.FrameReader;
import sparecore.buyer.pack.OutputFolder;
import sparecore.buyer.pack.ProgramEnd;
import sparecore.buyer.pack.Transcript;

/**
 * What fragments of packed programs have to say. Theirs is told from raw output by its first bytes, so that a job can be come back to without
 * its program.
 *
 * <p>First the ending is read, and the frames stay as they are, since they may have to wait their turn on disk; then, when the result is passed
 * on, they are taken apart. Any thread.
 */
public final class Unpacking {
    private Unpacking() {}

    /** The same with the ending and the standard error that the program's runtime tells. */
    public static Ended judge(Ended ended) {
        if (!FrameReader.isFramed(ended.output())) {
            return ended;
        }
        try {
            return judge(ended, Transcript.read(ended.output().toByteArray(), null));
        } catch (BadFramesException e) {
            return withEnding(
                    ended,
                    String.valueOf(e.getMessage()),
                    "",
                    false,
                    ended.exitCode(),
                    ended.signal(),
                    ByteString.EMPTY);
        } catch (IOException e) {
            throw new AssertionError("nothing was written", e);
        }
    }

    private static Ended judge(Ended ended, Transcript transcript) {
        ByteString error = UnsafeByteOperations.unsafeWrap(transcript.error());
        if (transcript.end().isEmpty()) {
            return withEnding(ended, ended.ending(), "", false, ended.exitCode(), ended.signal(), error);
        }
        ProgramEnd end = transcript.end().get();
        String calls = transcript.unsupported();
        boolean signalled = end.way() == ProgramEnd.Way.SIGNALLED;
        return withEnding(
                ended,
                end.describe() + (calls.isEmpty() ? "" : "; " + told(calls)),
                calls,
                ended.succeeded() && end.succeeded(),
                signalled ? 0 : ended.exitCode(),
                signalled ? end.value() : 0,
                error);
    }

    /** What is told of calls that there are not. */
    static String told(String unsupported) {
        return "it asked for what there is not: " + unsupported;
    }

    /**
     * The same with the program's own standard output instead of frames.
     *
     * @param folder where the files go that it left, in a folder with the fragment's number; or null: they are dropped
     * @throws IOException if a file can't be written
     */
    public static Ended open(Ended ended, @Nullable Path folder) throws IOException {
        if (!FrameReader.isFramed(ended.output())) {
            return ended;
        }
        byte[] frames = ended.output().toByteArray();
        if (folder == null) {
            return ended.withOutput(output(frames, null));
        }
        try (OutputFolder files = new OutputFolder(folder.resolve(Long.toString(ended.line())))) {
            return ended.withOutput(output(frames, files));
        }
    }

    /** Frames that are none have been told as an ending already. */
    private static ByteString output(byte[] frames, @Nullable OutputFolder files) throws IOException {
        try {
            return UnsafeByteOperations.unsafeWrap(
                    Transcript.read(frames, files).output());
        } catch (BadFramesException e) {
            return ByteString.EMPTY;
        }
    }

    private static Ended withEnding(
            Ended ended,
            String ending,
            String unsupported,
            boolean succeeded,
            int exitCode,
            int signal,
            ByteString error) {
        return new Ended(
                ended.line(),
                ended.label(),
                ended.state(),
                ending,
                unsupported,
                succeeded,
                exitCode,
                signal,
                ended.output(),
                error,
                ended.cpuMicros(),
                ended.paidMicro(),
                ended.replicas());
    }
}
