package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import sparecore.buyer.exchange.AccountCommand;
import sparecore.buyer.exchange.ExplainCommand;
import sparecore.buyer.exchange.MarketCommand;
import sparecore.buyer.jobs.BudgetCommand;
import sparecore.buyer.jobs.JobName;
import sparecore.terminal.Commands;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Json;

/** What people can read scripts can, of a market with one seller in which a job was done; and short ids are enough for both. */
final class ReadingCommands {
    private static final int DIGITS = 8;

    private final WholeMarket market;
    private final String buyer;
    private final String seller;
    private final String job;

    ReadingCommands(WholeMarket market) {
        this.market = market;
        this.buyer = market.buyer().folder().toString();
        this.seller = market.seller(0).folder().toString();
        this.job = JobName.of(market.client().jobs().get(0).getJob());
    }

    void check() {
        JsonObject story = json(new ExplainCommand(), "job", job.substring(0, DIGITS), "--json", "--data", buyer);
        assertThat(story.getAsJsonArray("events")).isNotEmpty();
        assertThat(story.getAsJsonObject("bid").get("title").getAsString()).contains(job);
        assertThat(title("bid", job.substring(0, DIGITS), buyer)).contains(job);

        market.await("the seller is paid", () -> !captures().isEmpty());
        String lease = captures().get(0).get("cause").getAsString();
        assertThat(title("lease", lease.substring(0, DIGITS), seller)).contains(lease);
        assertThat(title("lease", lease.substring(0, DIGITS), buyer)).contains(lease);
        assertThat(Commands.run(new ExplainCommand(), "lease", "not an id", "--data", seller))
                .isEqualTo(ExitCode.USAGE.status());
        assertThat(Commands.run(new ExplainCommand(), "bid", job.substring(0, DIGITS), "--data", seller))
                .as("another's")
                .isEqualTo(ExitCode.MARKET.status());

        assertThat(json(new BudgetCommand(), "--json", "--data", buyer).size()).isZero();
        assertThat(said(new BudgetCommand.Set(), "5", "--data", buyer)).contains("0.000000 of 5.000000");
        assertThat(json(new BudgetCommand(), "--json", "--data", buyer)
                        .getAsJsonObject("budget")
                        .get("limit")
                        .getAsLong())
                .isEqualTo(5_000_000);
        assertThat(json(new AccountCommand(), "--json", "--data", seller)
                        .get("earned")
                        .getAsLong())
                .isPositive();
        assertThat(json(new MarketCommand(), "--json", "--data", buyer).size()).isPositive();
    }

    private static String title(String kind, String id, String folder) {
        return json(new ExplainCommand(), kind, id, "--json", "--data", folder)
                .get("title")
                .getAsString();
    }

    private List<JsonObject> captures() {
        return said(new AccountCommand(), "statement", "--json", "--data", seller)
                .lines()
                .map(Json::parseObject)
                .filter(row -> row.get("kind").getAsString().equals("capture"))
                .toList();
    }

    private static JsonObject json(Callable<Integer> command, String... arguments) {
        return Json.parseObject(said(command, arguments));
    }

    private static String said(Callable<Integer> command, String... arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(Commands.run(command, words.toArray(String[]::new)))
                    .as("%s", words)
                    .isZero();
        } finally {
            System.setOut(before);
        }
        return said.toString(StandardCharsets.UTF_8);
    }
}
