package sparecore.buyer.simulation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The shipped code with one rule taken out of one source file, compiled beside the build, and simulated by a class loader that knows
 * no other. So every rule can be mutated, and no daemon has a switch for it.
 *
 * @param rule what is taken out, in words
 * @param file under the repository's root
 * @param text what is replaced; it must be there exactly once
 * @param seed of a market that missed the rule when this was written: the search begins there
 */
record Mutant(String rule, String file, String text, String replacement, long seed) {
    private static final String OURS = "sparecore.";
    private static final String SIMULATION = Mutant.class.getPackageName() + ".";

    /** Of the parts, each of which nothing but the simulation knows. What is in none of them is known to all. */
    private static final List<String> PARTS = List.of("sparecore.broker.", "sparecore.seller.", "sparecore.buyer.");

    /** Messages, which no mutant changes. */
    private static final List<String> MESSAGES = List.of("sparecore.wire.", "sparecore.api.");

    /** One that the first markets miss. */
    Mutant(String rule, String file, String text, String replacement) {
        this(rule, file, text, replacement, 1);
    }

    @Override
    public String toString() {
        return rule;
    }

    /**
     * Simulates markets of mutants.
     *
     * @return the lowest seed from the mutant's own on that is found broken; zero if none of so many is
     */
    long firstBroken(Path root, Path folder, long seeds) {
        Path classes = compile(root, folder);
        try (Loader loader = new Loader(classes, this::mayBeTouched)) {
            Object search = loader.loadClass(Search.class.getName())
                    .getDeclaredConstructor(long.class)
                    .newInstance(seeds);
            return ((LongUnaryOperator) search).applyAsLong(seed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether a class is the mutant's, or may know it: a part's classes are known to that part and to the simulation only. */
    private boolean mayBeTouched(String className) {
        if (!className.startsWith(OURS) || MESSAGES.stream().anyMatch(className::startsWith)) {
            return false;
        }
        return className.startsWith(SIMULATION)
                || PARTS.stream()
                        .filter(part -> file.contains(part.replace('.', '/')))
                        .findAny()
                        .map(className::startsWith)
                        .orElse(true);
    }

    private Path compile(Path root, Path folder) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            Path source = Files.createDirectory(folder.resolve("source"))
                    .resolve(Path.of(file).getFileName());
            Path classes = Files.createDirectory(folder.resolve("classes"));
            Files.writeString(source, mutated(Files.readString(root.resolve(file))));
            List<String> options = List.of(
                    "-proc:none",
                    "-nowarn",
                    "-d",
                    classes.toString(),
                    "-classpath",
                    System.getProperty("java.class.path"));
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            if (!compiled) {
                throw new IllegalStateException("the mutant does not compile: " + said);
            }
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String mutated(String source) {
        int at = source.indexOf(text);
        if (at < 0 || source.indexOf(text, at + 1) >= 0) {
            throw new IllegalStateException("the rule has moved: \"" + text + "\" must be in " + file
                    + " once; change the mutant with the rule");
        }
        return source.replace(text, replacement);
    }

    /** Run inside the loader: what it names there is the mutant. */
    public static final class Search implements LongUnaryOperator {
        private final long seeds;

        public Search(long seeds) {
            this.seeds = seeds;
        }

        @Override
        public long applyAsLong(long first) {
            return new Simulator()
                    .markets(first, seeds, 1)
                    .broken()
                    .map(broken -> broken.seed())
                    .orElse(0L);
        }
    }

    /** What the mutant may touch afresh, its own class before that of the build; all others are shared, and warm. */
    private static final class Loader extends URLClassLoader {
        private final Predicate<String> fresh;

        Loader(Path mutant, Predicate<String> fresh) {
            super(urls(mutant), Mutant.class.getClassLoader());
            this.fresh = fresh;
        }

        private static URL[] urls(Path mutant) {
            List<URL> urls = new ArrayList<>();
            try {
                urls.add(mutant.toUri().toURL());
                for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                    urls.add(Path.of(entry).toUri().toURL());
                }
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                if (!fresh.test(name)) {
                    return super.loadClass(name, resolve);
                }
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }

    static List<Mutant> all() {
        return Arrays.asList(
                new Mutant("captured ≤ held", LEASE_RULES, "cumulative.min(lease.ticket().escrow())", "cumulative", 13),
                new Mutant(
                        "a voucher is paid once",
                        SETTLEMENT,
                        "after.captured().minus(before.captured())",
                        "after.captured()"),
                new Mutant(
                        "a lower voucher pays nothing",
                        LEASE_RULES,
                        "boolean pays = worth.compareTo(lease.captured()) > 0;",
                        "boolean pays = worth.compareTo(lease.captured()) != 0;"),
                new Mutant(
                        "void after 20 s without a connection",
                        LEASE_RULES,
                        "CONNECT_MILLIS_MAX = 20_000",
                        "CONNECT_MILLIS_MAX = 40_000",
                        12),
                new Mutant(
                        "ten minutes to settle",
                        LEASE_RULES,
                        "SETTLE_MILLIS_MAX = 600_000",
                        "SETTLE_MILLIS_MAX = 1_000",
                        9),
                new Mutant("a slot is leased once", MARKET + "Slots.java", "ask.slots() - taken", "ask.slots()"),
                new Mutant(
                        "one lease of a bid with one seller",
                        BROKER + "orderbook/Matcher.java",
                        "demand.sellers().contains(seller)",
                        "false"),
                new Mutant(
                        "a lease with one seller",
                        SELLER + "door/HouseRules.java",
                        "!ticket.seller().equals(seller)",
                        "false",
                        45),
                new Mutant(
                        "the commission",
                        SETTLEMENT,
                        "commission.of(after.captured()).minus(commission.of(before.captured()))",
                        "Credits.ZERO"),
                new Mutant(
                        "the refund at the end",
                        MARKET + "Closing.java",
                        "closed.uncaptured().isPositive()",
                        "closed.uncaptured().isNegative()"),
                new Mutant(
                        "the refund of a cancelled bid",
                        MARKET + "Closing.java",
                        "bid.isOpen() ? new Account.Hold",
                        "!bid.isOpen() ? new Account.Hold"),
                new Mutant(
                        "replay by command id",
                        MARKET + "Accounts.java",
                        "state.credits().contains(command.command())",
                        "false"),
                new Mutant("a transfer is done once", MARKET + "Accounts.java", "if (known.isPresent())", "if (false)"),
                new Mutant("a bid is placed once", MARKET + "BidOrders.java", "known.isPresent()", "false"),
                new Mutant(
                        "a bid needs a funded hold",
                        MARKET + "BidOrders.java",
                        "available.compareTo(cap) < 0",
                        "false",
                        3),
                new Mutant(
                        "a seller settles its own leases",
                        SETTLEMENT,
                        "!lease.ticket().seller().equals(command.seller())",
                        "false"),
                new Mutant(
                        "a voucher is of the lease's buyer",
                        SETTLEMENT,
                        "&& voucher.buyer().equals(ticket.buyer())",
                        ""),
                new Mutant(
                        "a voucher is signed",
                        "protocol/src/main/java/sparecore/lease/SignedVoucher.java",
                        "if (!signatures.verify(",
                        "if (false && !signatures.verify(",
                        13),
                new Mutant(
                        "a renewal is paid out of the hold",
                        RENEWING,
                        "if (more.isPositive()) {",
                        "if (more.isNegative()) {"),
                new Mutant("double entry", BROKER + "ledger/Ledger.java", "put(transfer.credit(), credited);", ""),
                new Mutant(
                        "durable before visible",
                        BROKER + "store/Changes.java",
                        "totals.put(changed.node(), changed.totals());",
                        ""),
                new Mutant(
                        "a seller stops when more than a window is unpaid",
                        SELLER + "tenancy/Tenancy.java",
                        "return owesTooMuch() || isEscrowUsedUp();",
                        "return isEscrowUsedUp();",
                        29),
                new Mutant(
                        "a seller keeps vouchers",
                        SELLER + "journal/LeaseTable.java",
                        "SET voucher = ?, cumulative = ?",
                        "SET voucher = coalesce(voucher, ?), cumulative = ?"),
                new Mutant(
                        "a buyer's journal keeps votes",
                        BUYER + "journal/Recovery.java",
                        "job.restoreVote(row.getInt(1), vote(row));",
                        "vote(row);"),
                new Mutant(
                        "a buyer promises what its journal knows",
                        BUYER + "engine/Engine.java",
                        "buying.settle();",
                        "buying.settle(); outbox.release();",
                        61));
    }

    private static final String BROKER = "broker/src/main/java/sparecore/broker/";
    private static final String MARKET = BROKER + "market/";
    private static final String RENEWING = MARKET + "Renewing.java";
    private static final String SETTLEMENT = MARKET + "Settlement.java";
    private static final String LEASE_RULES = BROKER + "lease/LeaseRules.java";
    private static final String SELLER = "seller/src/main/java/sparecore/seller/";
    private static final String BUYER = "buyer/src/main/java/sparecore/buyer/";
}
