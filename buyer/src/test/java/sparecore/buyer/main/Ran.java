package sparecore.buyer.main;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import sparecore.jvm.SameClasses;

/** A command that has been run to its end: its exit status and what it wrote. */
public record Ran(int status, byte[] output, String error) {
    private static final long SECONDS_MAX = 90;

    public String out() {
        return new String(output, StandardCharsets.UTF_8);
    }

    /** The buyer's program with the classes of this test, as the launcher would start it. */
    public static Ran sparecore(byte[] input, String... arguments) throws IOException {
        List<String> command =
                SameClasses.command(SameClasses.SHORT_LIVED, BuyerMain.class.getName(), List.of(arguments));
        return run(new ProcessBuilder(command), input);
    }

    public static Ran run(ProcessBuilder builder, byte[] input) throws IOException {
        Process process = builder.start();
        try {
            CompletableFuture<byte[]> output = CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
            CompletableFuture<byte[]> error = CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            } catch (IOException endedBeforeItReadAll) {
                // What it read and why it ended is seen by what it wrote.
            }
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new AssertionError("still running: " + builder.command());
            }
            return new Ran(process.exitValue(), output.join(), new String(error.join(), StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static byte[] all(InputStream stream) {
        try {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
