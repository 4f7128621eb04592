package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import sparecore.result.Work;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** Where the input comes from and how it is cut, as options. */
final class InputOptions {
    private static final String LIST = ":::";

    @Option(
            names = {"-a", "--arg-file"},
            paramLabel = "FILE",
            description = "read the input from FILE instead of standard input")
    @Nullable
    Path file;

    @Option(
            names = "--pipe",
            description =
                    "cut the input into blocks of whole lines and give each on standard input, instead of a line as an argument")
    boolean pipe;

    @Option(
            names = "--block",
            paramLabel = "SIZE",
            defaultValue = "1M",
            description = "size of a block for --pipe (default: ${DEFAULT-VALUE}, at most 4M)")
    ByteSize block = new ByteSize(1 << 20);

    /**
     * Opens the input.
     *
     * @param words what stands behind the program on the command line
     */
    FragmentSource open(String programName, List<String> words) {
        int list = words.indexOf(LIST);
        if (list >= 0) {
            return listed(programName, words.subList(0, list), words.subList(list + 1, words.size()));
        }
        if (pipe) {
            List<ByteString> arguments = Stream.concat(Stream.of(programName), words.stream())
                    .map(ByteString::copyFromUtf8)
                    .toList();
            return new BlockSource(input(), arguments, blockBytes());
        }
        return new LineSource(input(), ArgumentTemplate.of(programName, words));
    }

    private FragmentSource listed(String programName, List<String> arguments, List<String> inputs) {
        if (pipe || file != null) {
            throw new Failure(
                    ExitCode.USAGE, "::: gives the input on the command line: leave out --pipe and --arg-file");
        }
        return new ListSource(inputs, ArgumentTemplate.of(programName, arguments));
    }

    private int blockBytes() {
        if (block.bytes() < 1 || block.bytes() > Work.INPUT_BYTES_MAX) {
            throw new Failure(ExitCode.USAGE, "--block: 1 byte to 4M, not " + ByteSize.show(block.bytes()));
        }
        return (int) block.bytes();
    }

    private InputStream input() {
        if (file == null) {
            return new FileInputStream(FileDescriptor.in);
        }
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "cannot read " + file + ": " + e, e);
        }
    }
}
