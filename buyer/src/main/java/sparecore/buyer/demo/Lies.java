package sparecore.buyer.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import sparecore.content.Digest;

/**
 * What a cheating seller says that it has falsified, by its own log: a line per lie, with the digest of the work and that of the
 * false answer.
 *
 * @param sent how many false answers it gave
 * @param accepted how many of them the buyer has taken for true
 */
record Lies(long sent, long accepted) {
    static final Lies NONE = new Lies(0, 0);
    private static final String FILE = "falsified.log";

    /** Reads the log in a seller's data folder. */
    static Lies read(Path folder, AcceptedAnswers answers) {
        List<String> lines;
        try {
            lines = Files.readAllLines(folder.resolve(FILE));
        } catch (NoSuchFileException honest) {
            return NONE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long accepted = lines.stream()
                .map(line -> line.split(" ", 2))
                .filter(lie -> answers.accepted(Digest.fromHex(lie[0]), Digest.fromHex(lie[1])))
                .count();
        return new Lies(lines.size(), accepted);
    }

    Lies plus(Lies other) {
        return new Lies(sent + other.sent, accepted + other.accepted);
    }
}
