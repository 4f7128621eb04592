package sparecore.buyer.jobs;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.api.buyer.Budget;
import sparecore.api.buyer.BuyerStatus;
import sparecore.api.buyer.SetBudgetRequest;
import sparecore.api.buyer.WhenSpent;
import sparecore.exchange.MessageJson;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;

/** {@code sparecore budget}: what all jobs of the buyer may spend together. */
@Command(
        name = "budget",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what all jobs of this buyer may spend together, and how much of it is spent.",
            "Jobs are told when 10, 25, 50, 75, 90 and 100 %% of it are spent (`sparecore explain job ID`); so they are of their own"
                    + " cap."
        },
        subcommands = {BudgetCommand.Set.class, BudgetCommand.Clear.class})
public final class BudgetCommand implements Callable<Integer> {
    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Option(names = "--json", description = "as a JSON object; money in micro-credits; empty where there is no budget")
    private boolean json;

    @Override
    public Integer call() {
        try (BuyerClient client = daemon.connect()) {
            BuyerStatus status = client.status();
            if (!json) {
                return told(status);
            }
            JsonObject object = new JsonObject();
            if (status.hasBudget()) {
                object.add("budget", MessageJson.of(status.getBudget()));
            }
            System.out.println(Json.pretty(object));
            return ExitCode.OK.status();
        }
    }

    private static int told(BuyerStatus status) {
        System.out.println(status.hasBudget() ? text(status.getBudget()) : "no budget: jobs spend up to their caps");
        return ExitCode.OK.status();
    }

    static String text(Budget budget) {
        return Credits.ofMicro(budget.getSpent()) + " of " + Credits.ofMicro(budget.getLimit())
                + " credits are spent; at the end jobs "
                + (budget.getWhenSpent() == WhenSpent.WHEN_SPENT_WAIT ? "wait" : "stop");
    }

    /** Beginning with nothing spent. */
    @Command(name = "set", mixinStandardHelpOptions = true, description = "Sets the budget; it counts from now.")
    public static final class Set implements Callable<Integer> {
        /** What --then may say. */
        enum Then {
            /** Jobs fail. */
            stop,
            /** Jobs rest. */
            wait
        }

        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Parameters(paramLabel = "AMOUNT", description = "in credits, such as 100 or 0.5")
        private @Nullable Credits amount;

        @Option(
                names = "--then",
                paramLabel = "WHAT",
                defaultValue = "stop",
                description = "at the end: stop, running jobs fail; wait, they rest (default: ${DEFAULT-VALUE})")
        private Then then = Then.stop;

        @Override
        public Integer call() {
            if (amount == null || !amount.isPositive()) {
                throw new Failure(ExitCode.USAGE, "AMOUNT must be more than zero");
            }
            SetBudgetRequest request = SetBudgetRequest.newBuilder()
                    .setLimit(amount.micro())
                    .setWhenSpent(then == Then.wait ? WhenSpent.WHEN_SPENT_WAIT : WhenSpent.WHEN_SPENT_STOP)
                    .build();
            try (BuyerClient client = daemon.connect()) {
                return told(client.setBudget(request));
            }
        }
    }

    /** No limit any more. */
    @Command(name = "clear", mixinStandardHelpOptions = true, description = "Takes the budget away.")
    static final class Clear implements Callable<Integer> {
        @Mixin
        private DaemonOptions daemon = new DaemonOptions();

        @Override
        public Integer call() {
            try (BuyerClient client = daemon.connect()) {
                return told(client.setBudget(SetBudgetRequest.getDefaultInstance()));
            }
        }
    }
}
