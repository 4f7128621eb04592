package sparecore.seller.main;

import java.io.IOException;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeKey;
import sparecore.link.Outgoing;
import sparecore.money.Speed;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;
import sparecore.sandbox.SandboxUnavailableException;
import sparecore.sandbox.selftest.SelfTest;
import sparecore.seller.confinement.SandboxRunner;
import sparecore.seller.demonstration.FalseSeals;
import sparecore.seller.demonstration.FalsifiedLog;
import sparecore.seller.demonstration.FalsifyingRunner;
import sparecore.seller.execution.Candour;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.rating.RatingFailedException;
import sparecore.seller.rating.SlotRating;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.StopSignals;

/** {@code sparecore seller run}: tests the sandbox, rates the slots, then sells until it is told to stop. */
@Command(
        name = "run",
        description = {
            "Sells slots of this machine until it is stopped.",
            "",
            "It first runs hostile programs, each of which must die, and offers nothing where one survives. Ctrl-C or"
                    + " SIGTERM ends it in order: what runs may finish (10 s), what is owed is settled."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:stopped in order",
            "2:the command line is wrong",
            "3:the sandbox, the data folder or the port cannot be had",
            "4:the broker is not the one that was named",
            "70:an error in Sparecore itself"
        })
final class RunCommand implements Callable<Integer> {
    @Mixin
    private RunOptions options = new RunOptions();

    private final PrintStream console = System.err;

    @Override
    public Integer call() throws IOException {
        StopSignals signals = StopSignals.install();
        Offer offer = options.offer(Machine.cores(), Machine.memoryBytes());
        BrokerAddress broker = BrokerAddress.choose(options.broker);
        try (DataFolder folder = DataFolder.open(options.dataFolder())) {
            NodeKey key = folder.key(new SecureRandom());
            say("seller " + key.id().shortForm() + " (" + key.id() + "), data in " + folder.path());
            try (Sandbox sandbox = openSandbox()) {
                test(sandbox);
                Speed speed = rate(sandbox, offer.slots());
                sandbox.forget(); // nobody runs those programs again
                try (FalsifiedLog lies = new FalsifiedLog(folder.file(FalsifiedLog.FILE))) {
                    ProgramRunner runner = runner(new SandboxRunner(sandbox), key, lies);
                    return sell(
                            new SellerDaemon.Setting(
                                    folder,
                                    key,
                                    broker,
                                    offer,
                                    speed,
                                    SandboxRunner.slotClass(sandbox.hostClass()),
                                    new Outgoing(options.socks.proxy())),
                            runner,
                            signals);
                }
            }
        }
    }

    private int sell(SellerDaemon.Setting setting, ProgramRunner runner, StopSignals signals) throws IOException {
        try (SellerDaemon daemon = SellerDaemon.start(setting, runner, candour(), this::say)) {
            signals.await(daemon.fatal());
            say("stopping: no new work; what runs may finish");
            daemon.drain(signals::isHurried);
        }
        say("stopped");
        return ExitCode.OK.status();
    }

    private Sandbox openSandbox() {
        boolean givesWay = options.priority == RunOptions.Priority.IDLE;
        if (givesWay) {
            Machine.giveWayToOtherGroups();
        }
        try {
            return Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(givesWay));
        } catch (SandboxUnavailableException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private void test(Sandbox sandbox) {
        List<SelfTest.Row> failed =
                SelfTest.run(sandbox, false).stream().filter(row -> !row.pass()).toList();
        if (!failed.isEmpty()) {
            SelfTest.Row first = failed.get(0);
            throw new Failure(
                    ExitCode.ENVIRONMENT,
                    "the sandbox does not hold on this machine, so nothing is offered: " + first.name() + " should be "
                            + first.expected() + ", but was " + first.got()
                            + ". Run `sparecore seller selftest` for the whole table");
        }
        say("self-test passed: every hostile program was killed");
    }

    private Speed rate(Sandbox sandbox, int slots) {
        try {
            Speed speed = SlotRating.rate(sandbox, slots);
            say("rated " + slots + (slots == 1 ? " slot" : " slots, all at once,") + " at "
                    + String.format(java.util.Locale.ROOT, "%.2f", speed.ppm() / (double) Speed.REFERENCE_PPM)
                    + " of the reference CPU" + (slots == 1 ? "" : " each"));
            return speed;
        } catch (RatingFailedException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    private ProgramRunner runner(ProgramRunner honest, NodeKey key, FalsifiedLog lies) {
        FalsifyingRunner.Plan plan =
                new FalsifyingRunner.Plan(options.falsify, options.falsifyTogether, options.falsifyBill);
        if (plan.isHonest()) {
            return honest;
        }
        say("THIS SELLER CHEATS: it falsifies " + plan.share() + " of its results, and bills " + plan.bill()
                + " times");
        return new FalsifyingRunner(honest, plan, key.id().hashCode(), lies);
    }

    private Candour candour() {
        FalseSeals.Way way = options.falsifySeals;
        if (way == null) {
            return Candour.HONEST;
        }
        say("THIS SELLER CHEATS, or lets others cheat: what it commits to is " + way);
        return new FalseSeals(way, options.falsifySealsFile);
    }

    private void say(String line) {
        console.println("seller: " + line);
    }
}
