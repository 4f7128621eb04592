package sparecore.buyer.demo;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;

/** {@code sparecore demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows the whole market at work on this machine, in about a minute: a broker, three sellers of which one cheats, and a"
                    + " buyer daemon, as processes of their own on loopback.",
            "They count the primes up to 179,424,673 and path-trace a picture, each fragment on two sellers. Then you see what each"
                    + " seller did and earned, how the cheat was caught, and that the books balance."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the count is right, the picture is the one rendered here, no false result was accepted, the books balance",
            "1:one of these does not hold",
            "2:the command line is wrong",
            "3:something on this machine is missing",
            "130:stopped by Ctrl-C; nothing is left running"
        })
public final class DemoCommand implements Callable<Integer> {
    static final int SELLERS_MAX = 32;
    static final int REPLICAS = 2;

    @Option(
            names = "--sellers",
            paramLabel = "N",
            defaultValue = "3",
            description = "how many sellers (default: ${DEFAULT-VALUE})")
    private int sellers = 3;

    @Option(
            names = "--cheaters",
            paramLabel = "K",
            defaultValue = "1",
            description = "how many of them falsify a third of their results (default: ${DEFAULT-VALUE})")
    private int cheaters = 1;

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "keep the daemons' folders, their logs and the picture in this empty folder")
    @Nullable
    private Path keep;

    @Option(names = "--json", description = "one JSON object on standard output, all else on standard error")
    private boolean json;

    @Override
    public Integer call() {
        if (sellers > SELLERS_MAX || cheaters < 0 || sellers - cheaters < REPLICAS) {
            throw new Failure(
                    ExitCode.USAGE,
                    "every fragment needs " + REPLICAS + " honest sellers: --sellers at most " + SELLERS_MAX
                            + ", and at least " + REPLICAS + " more than --cheaters");
        }
        DemoResult result = new Demo(sellers, cheaters, keep, json).run();
        if (json) {
            System.out.println(Json.pretty(result.toJson()));
        }
        return (result.isGood() ? ExitCode.OK : ExitCode.FAILED).status();
    }
}
