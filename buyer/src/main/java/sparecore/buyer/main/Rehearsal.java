package sparecore.buyer.main;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import sparecore.buyer.rig.Surroundings;
import sparecore.terminal.ExitCode;

/**
 * {@code sparecore rehearsal}, for the launcher only: uses the classes that quick commands need, so that Java can put them into an
 * archive. What the commands say, and whether they succeed, does not matter.
 */
@Command(name = "rehearsal", hidden = true)
final class Rehearsal implements Callable<Integer> {
    @Override
    public Integer call() {
        rehearse("map", "--help");
        rehearse("jobs", "list");
        rehearse("map", "--local", Surroundings.find().program("noop").toString(), ":::", "1");
        return ExitCode.OK.status();
    }

    private static void rehearse(String... arguments) {
        int unused = BuyerMain.run(arguments);
    }
}
