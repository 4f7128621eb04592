package sparecore.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import sparecore.money.Credits;

/** What a person sees. */
final class TerminalTest {
    @Test
    void aTableAlignsTextLeftAndNumbersRight() {
        Table table =
                new Table("seller", "runs", "share").row("k3fq", 7, "12 %").row("longer", 1_234, "5 %");
        assertThat(table.toString()).isEqualTo("""
                seller  runs  share
                k3fq       7   12 %
                longer  1234    5 %
                """);
        assertThat(table.isEmpty()).isFalse();
        assertThat(new Table("a", "b")).hasToString("a  b\n");
        assertThatThrownBy(() -> table.row("too few")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String progress(boolean terminal, long[]... updates) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ProgressBar bar = new ProgressBar("job", new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
        for (long[] update : updates) {
            bar.update(update[0], update[1], "note", update[2]);
        }
        bar.finish();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aBarRedrawsItselfOnATerminalTenTimesASecond() {
        String shown = progress(
                true, new long[] {0, 10, 0}, new long[] {1, 10, 50}, new long[] {5, 10, 100}, new long[] {10, 10, 101});
        assertThat(shown.split("\r", -1)).hasSize(4);
        assertThat(shown)
                .contains("50 %  5/10  note")
                .contains("[" + "█".repeat(30) + "] 100 %")
                .endsWith("\n");
        assertThat(shown).doesNotContain("1/10");
    }

    @Test
    void elsewhereItWritesAPlainLineNowAndThen() {
        String shown =
                progress(false, new long[] {0, 0, 0}, new long[] {1, 10, 4_999}, new long[] {2, 10, 5_000}, new long[] {
                    10, 10, 5_001
                });
        assertThat(shown.lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly("job 0 % 0/0 note", "job 20 % 2/10 note", "job 100 % 10/10 note");
    }

    @ParameterizedTest
    @CsvSource({"11, 10", "-1, 10", "5, -1", "9223372036854775807, 1"})
    void aBarSurvivesStrangeNumbers(long done, long total) {
        assertThat(progress(true, new long[] {done, total, 0})).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "17, 17",
        "17b, 17",
        "1K, 1024",
        "1k, 1024",
        "1KB, 1024",
        "1KiB, 1024",
        "64M, 67108864",
        "1G, 1073741824",
        "2T, 2199023255552",
        "' 5M ', 5242880",
        "9223372036854775807, 9223372036854775807"
    })
    void readsSizes(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "M",
                "B",
                "-1",
                "-1K",
                "1.5M",
                "1X",
                "1MM",
                "18446744073709551615",
                "9223372036854775808",
                "9007199254740992K",
                "8388608T"
            })
    void refusesWhatIsNotASize(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a size");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 bytes",
        "1023, 1023 bytes",
        "1024, 1 KiB",
        "1025, 1025 bytes",
        "67108864, 64 MiB",
        "1099511627776, 1 TiB"
    })
    void showsSizes(long bytes, String text) {
        assertThat(ByteSize.show(bytes)).isEqualTo(text);
    }

    @Test
    void jsonReadsBack() {
        var object = Json.parseObject("{\"a\": \"<b> & 'c'\"}");
        assertThat(Json.line(object)).isEqualTo("{\"a\":\"<b> & 'c'\"}");
        assertThat(Json.parseObject(Json.pretty(object))).isEqualTo(object);
    }

    /** Ends as its option says. */
    @CommandLine.Command(name = "sparecore")
    static final class Example implements Callable<Integer> {
        @CommandLine.Option(names = "--end")
        String end = "";

        @CommandLine.Option(names = "--credits")
        Credits credits = Credits.ZERO;

        @CommandLine.Option(names = "--size")
        ByteSize size = new ByteSize(0);

        @Override
        public Integer call() {
            return switch (end) {
                case "failure" -> throw new Failure(ExitCode.MARKET, "no credits:\n  put some\r\n there\n");
                case "bug" -> throw new IllegalStateException("a bug");
                case "failed" -> ExitCode.FAILED.status();
                default -> ExitCode.OK.status();
            };
        }
    }

    @CommandLine.Command(name = "quick")
    static final class Quick implements Callable<Integer> {
        @Override
        public Integer call() {
            return ExitCode.OK.status();
        }
    }

    /** Whoever reads it finds that it can't be. */
    @CommandLine.Command(name = "broken")
    static final class Broken implements Callable<Integer> {
        @CommandLine.Option(names = "--twice")
        String one = "";

        @CommandLine.Option(names = "--twice")
        String other = "";

        @Override
        public Integer call() {
            return ExitCode.BUG.status();
        }
    }

    private record Run(int status, String errors) {}

    private static Run run(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            int status = Commands.run(new Example(), arguments);
            return new Run(status, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    @Test
    void onlyTheSubcommandThatIsAskedForIsRead() {
        List<Class<?>> both = List.of(Quick.class, Broken.class);
        assertThat(Commands.run(new Example(), both, "quick")).isZero();
        assertThatThrownBy(() -> Commands.run(new Example(), both, "--help"))
                .isInstanceOf(CommandLine.DuplicateOptionAnnotationsException.class);
    }

    @Test
    void exitCodesSayHowItEnded() {
        assertThat(run()).isEqualTo(new Run(0, ""));
        assertThat(run("--end", "failed")).isEqualTo(new Run(1, ""));
        assertThat(run("--end", "failure")).isEqualTo(new Run(4, "sparecore: no credits:; put some; there\n"));
        assertThat(run("--end", "bug").status()).isEqualTo(70);
        assertThat(run("--end", "bug").errors()).startsWith("sparecore: an error in Sparecore itself");
    }

    @ParameterizedTest
    @CsvSource({"--nonsense, Unknown option", "--credits=much, is not an amount of credits", "--size=big, is not a size"
    })
    void aWrongCommandLineIsOneClearLineAndAHint(String argument, String message) {
        Run run = run(argument);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.errors().lines()).hasSize(2);
        assertThat(run.errors())
                .startsWith("sparecore: ")
                .contains(message)
                .doesNotContain("Exception")
                .contains("--help");
    }
}
