package sparecore.buyer.exchange;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.buyer.exec.PackingOptions;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.exec.RunOptions;
import sparecore.buyer.jobs.VoteOptions;
import sparecore.exchange.MessageJson;
import sparecore.money.Price;
import sparecore.result.RunLimits;
import sparecore.slot.ProgramNeeds;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
import sparecore.vote.Acceptance;
import sparecore.vote.CredibilityRule;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;
import sparecore.wire.Abi;
import sparecore.wire.GetQuote;
import sparecore.wire.Quote;

/** {@code sparecore quote}: what a job would cost now, before anything is spent. */
@Command(
        name = "quote",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Says what `sparecore map` with the same options would find and cost now: prices, commission, and the worst case."
                    + " Nothing is ordered or held.",
            "The worst case is every fragment run to its CPU limit, as often as votes need, at the highest price."
        })
public final class QuoteCommand implements Callable<Integer> {
    @Mixin
    private FolderOption folder = new FolderOption();

    @Mixin
    private RunOptions run = new RunOptions();

    @Mixin
    private PackingOptions packing = new PackingOptions();

    @Mixin
    private VoteOptions votes = new VoteOptions();

    @Option(
            names = "--max-price",
            paramLabel = "CREDITS",
            defaultValue = "0.05",
            description = "the most to pay for a CPU-second of the reference machine (default: ${DEFAULT-VALUE})")
    private Price priceMost = new Price(50_000);

    @Option(names = "--slots", paramLabel = "N", defaultValue = "16", description = "how many cores (default: 16)")
    private int slots = 16;

    @Option(
            names = "--fragments",
            paramLabel = "N",
            defaultValue = "1",
            description = "how many fragments the job has (default: ${DEFAULT-VALUE})")
    private long fragments = 1;

    @Option(
            names = "--expect",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "what one run takes on the reference machine, for an estimate besides the worst case")
    private double expectSeconds;

    @Option(names = "--json", description = "as a JSON object; money in micro-credits")
    private boolean json;

    @Parameters(index = "0", paramLabel = "PROGRAM", description = "a static x86-64 Linux program")
    private @Nullable Path program;

    @Override
    public Integer call() {
        if (program == null) {
            throw new Failure(ExitCode.USAGE, "say which program: `sparecore quote PROGRAM`");
        }
        ProgramFile file = packing.prepare(ProgramFile.load(program), Set.of());
        RunLimits limits = run.limits(file);
        file.requireFits(limits);
        ProgramNeeds needs = packing.needs(file);
        try (ExchangeClient client = folder.connect()) {
            Quote quote = client.ask(exchange -> exchange.getQuote(question(needs, limits)));
            Cost cost = cost(quote, limits);
            System.out.print(json ? json(quote, cost) : QuoteText.of(quote, cost, needs, runs()));
            return ExitCode.OK.status();
        }
    }

    private Cost cost(Quote quote, RunLimits limits) {
        try {
            return Cost.of(quote, runs(), priceMost, fragments, limits.cpuSeconds(), expectSeconds);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    /** How often each fragment runs: as often as asked, or on average where nobody differs. */
    private double runs() {
        return votes.rule().match(new Acceptance.Cases<>() {
            @Override
            public Double replicas(Quorum quorum) {
                return (double) quorum.replicas();
            }

            @Override
            public Double error(Terms terms) {
                CredibilityRule<String> rule = CredibilityRule.of(terms);
                rule.add(Math.max(1, fragments));
                return rule.votesExpected();
            }
        });
    }

    private GetQuote question(ProgramNeeds needs, RunLimits limits) {
        return GetQuote.newBuilder()
                .setAbi(Abi.forNumber(needs.abi().number()))
                .setCpuLevel(needs.cpuLevel())
                .setAsksCpuid(needs.asksCpuid())
                .setMemoryBytesPerSlot(limits.memoryBytes())
                .setSlots(slots)
                .setPriceMost(priceMost.micro())
                .build();
    }

    private static String json(Quote quote, Cost cost) {
        JsonObject object = MessageJson.of(quote);
        object.addProperty("worstCase", cost.worst().micro());
        object.addProperty("expected", cost.expected().micro());
        return Json.pretty(object) + "\n";
    }
}
