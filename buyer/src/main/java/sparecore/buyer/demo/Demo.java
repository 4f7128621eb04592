package sparecore.buyer.demo;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.SellerRecord;
import sparecore.buyer.exec.LocalSandbox;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.map.Interruption;
import sparecore.buyer.map.JobProgress;
import sparecore.buyer.map.LocalRuns;
import sparecore.buyer.map.MarketRuns;
import sparecore.buyer.map.Notices;
import sparecore.buyer.map.ProgressWatch;
import sparecore.buyer.map.ResultSink;
import sparecore.buyer.map.Snapshot;
import sparecore.buyer.map.Totals;
import sparecore.buyer.map.Unpacking;
import sparecore.buyer.map.Window;
import sparecore.buyer.rig.Daemon;
import sparecore.buyer.rig.LocalMarket;
import sparecore.buyer.rig.Rig;
import sparecore.buyer.rig.Surroundings;
import sparecore.content.Digest;
import sparecore.sandbox.Sandbox;
import sparecore.terminal.ProgressBar;

/** The course of the demo. One thread, and the clock's adapter. */
final class Demo {
    private static final int PRIMES_FRAGMENTS = 1_000;

    /** Much more than both jobs can cost. */
    private static final String GIFT_CREDITS = "10";

    private static final String FALSIFIED_SHARE = "0.3";
    private static final double MILLIS_PER_SECOND = 1000;

    private final LongSupplier clockMillis = () -> System.nanoTime() / 1_000_000;
    private final long startMillis = clockMillis.getAsLong();
    private final SecureRandom random = new SecureRandom();
    private final Notices notices = new Notices(System.err, ProgressBar.isTerminal());
    private final int sellers;
    private final int cheaters;
    private final @Nullable Path keep;
    private final boolean json;

    /** @param json whether standard output is for a script */
    Demo(int sellers, int cheaters, @Nullable Path keep, boolean json) {
        this.sellers = sellers;
        this.cheaters = cheaters;
        this.keep = keep;
        this.json = json;
    }

    DemoResult run() {
        Surroundings surroundings = Surroundings.find();
        DemoJob primes = DemoJob.of("primes", surroundings.program("primes"), PRIMES_FRAGMENTS);
        DemoJob picture = DemoJob.of("picture", surroundings.program("picture"), Canvas.TILES);
        try (Sandbox sandbox = LocalSandbox.open();
                DemoFolder folder = DemoFolder.open(keep);
                Rig rig = new Rig(surroundings.installation(), folder.path());
                Interruption interruption = new Interruption(() -> stop(rig, folder))) {
            LocalSandbox.requireRuns(sandbox, primes.file());
            LocalSandbox.requireRuns(sandbox, picture.file());
            DemoResult result =
                    buy(rig, png -> folder.savePicture(png, surroundings.buildFolder()), primes, picture, sandbox);
            interruption.awaitIfBegun();
            return result;
        }
    }

    private void stop(Rig rig, DemoFolder folder) {
        rig.close();
        folder.close();
        notices.tell("stopped; nothing is left running");
    }

    private DemoResult buy(Rig rig, Function<byte[], Path> save, DemoJob primes, DemoJob picture, Sandbox sandbox) {
        notices.tell("starting a broker, " + sellers + " sellers (" + cheaters + " of them cheating) and a buyer");
        try (LocalMarket market = new LocalMarket(rig, sellerOptions())) {
            market.credit(GIFT_CREDITS);
            String buyerNode = market.buyerNode().toString();
            AcceptedAnswers answers = new AcceptedAnswers();
            AtomicLong sum = new AtomicLong();
            Job primesEnd = run(market.client(), primes, answers, ended -> sum.addAndGet(count(ended.output())));
            Canvas canvas = new Canvas();
            Job pictureEnd = run(market.client(), picture, answers, canvas);
            byte[] png = canvas.toPng();
            byte[] localPng = renderHere(picture, sandbox);
            notices.tell("closing: the buyer goes first, the sellers settle what they have earned");
            market.endTrading();
            Books books = Books.of(market.books(), buyerNode);
            market.endBroker();
            List<Job> jobs = List.of(primesEnd, pictureEnd);
            DemoResult result = new DemoResult(
                    sum.get(),
                    Canvas.sha256(png),
                    Canvas.sha256(localPng),
                    save.apply(png),
                    primes.fragments() + (long) picture.fragments(),
                    jobs.stream().mapToLong(Job::getAccepted).sum(),
                    jobs.stream().mapToLong(Job::getReplicasRun).sum(),
                    lies(market.sellers(), answers),
                    books,
                    (clockMillis.getAsLong() - startMillis) / MILLIS_PER_SECOND);
            tell(DemoReport.text(result, records(jobs)));
            return result;
        }
    }

    /** The last ones cheat. */
    private List<List<String>> sellerOptions() {
        List<List<String>> options = new ArrayList<>();
        for (int i = 0; i < sellers; i++) {
            List<String> honest = List.of("--always", "--slots", "1");
            List<String> cheating = List.of("--always", "--slots", "1", "--falsify", FALSIFIED_SHARE);
            options.add(i < sellers - cheaters ? honest : cheating);
        }
        return options;
    }

    private Job run(BuyerClient client, DemoJob demoJob, AcceptedAnswers answers, ResultSink results) {
        Digest unusedDigest = client.upload(demoJob.file().program());
        ByteString job = client.submit(demoJob.request(DemoCommand.REPLICAS, sellers, random))
                .getJob();
        Window window = new Window();
        ResultSink sink = ended -> {
            answers.add(demoJob.work(ended.line()), ended);
            results.accept(Unpacking.open(ended, null));
            window.leave();
        };
        JobProgress progress = new JobProgress(client, job, clockMillis);
        try (ProgressWatch watching = new ProgressWatch(demoJob.title(), notices, progress, clockMillis)) {
            Totals unused = new MarketRuns(client, job, window, notices::tell).run(demoJob.source(), sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return client.job(job);
    }

    private byte[] renderHere(DemoJob picture, Sandbox sandbox) {
        Canvas canvas = new Canvas();
        Window window = new Window();
        AtomicLong done = new AtomicLong();
        ResultSink sink = ended -> {
            canvas.accept(Unpacking.open(ended, null));
            done.incrementAndGet();
            window.leave();
        };
        int cores = Runtime.getRuntime().availableProcessors();
        try (ProgressWatch watching = new ProgressWatch(
                "here",
                notices,
                () -> new Snapshot(done.get(), Canvas.TILES, "the same without the market"),
                clockMillis)) {
            Totals unused = new LocalRuns(sandbox, picture.order(), cores, window).run(picture.source(), sink);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return canvas.toPng();
    }

    private static long count(ByteString output) {
        return output.isEmpty() ? 0 : Long.parseLong(output.toStringUtf8().strip());
    }

    private static Lies lies(List<Daemon> sellers, AcceptedAnswers answers) {
        return sellers.stream()
                .map(seller -> Lies.read(seller.folder(), answers))
                .reduce(Lies.NONE, Lies::plus);
    }

    private static List<SellerRecord> records(List<Job> jobs) {
        return SellerTotals.join(jobs.stream()
                .flatMap(job -> job.getSellerRecordsList().stream())
                .toList());
    }

    private void tell(String text) {
        if (json) {
            System.err.print(text);
        } else {
            System.out.print(text);
        }
    }
}
