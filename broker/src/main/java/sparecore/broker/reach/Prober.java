package sparecore.broker.reach;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.broker.engine.Engine;
import sparecore.broker.market.Claim;
import sparecore.broker.market.Command;
import sparecore.broker.market.Reach;
import sparecore.identity.NodeId;
import sparecore.terminal.HostPort;

/** Dials those who say that they can be dialled, and tells the market who answered with its own key. Thread-safe. */
public final class Prober implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Prober.class);

    /** Checks under way at once; each takes a connection, and as long as a dead address takes to be given up. */
    private static final int CHECKS_MAX = 64;

    private static final int LOOKUP_THREADS = 4;

    /** Opens a link to a node and closes it again. */
    @FunctionalInterface
    public interface Knock {
        /** @return fails if this very node does not answer there */
        CompletableFuture<Void> at(InetSocketAddress address, NodeId node);
    }

    private final Engine engine;
    private final Knock knock;
    private final boolean byProxy;
    private final LongSupplier clockMillis;
    private final Set<Claim> underWay = Collections.synchronizedSet(new HashSet<>());
    private final ExecutorService lookups = Executors.newFixedThreadPool(LOOKUP_THREADS, task -> {
        Thread thread = new Thread(task, "reach");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param byProxy whether the broker's connections go through a proxy, which looks names up itself
     * @param clockMillis the time of day
     */
    public Prober(Engine engine, Knock knock, boolean byProxy, LongSupplier clockMillis) {
        this.engine = engine;
        this.knock = knock;
        this.byProxy = byProxy;
        this.clockMillis = clockMillis;
    }

    /** Begins what is due; every second or so. */
    public void tick() {
        Set<Claim> busy;
        synchronized (underWay) {
            busy = Set.copyOf(underWay);
        }
        if (busy.size() < CHECKS_MAX) {
            long nowMillis = clockMillis.getAsLong();
            var ignored = engine.read(state -> Reach.due(state, busy, CHECKS_MAX, nowMillis))
                    .thenAccept(this::begin);
        }
    }

    private void begin(List<Claim> due) {
        for (Claim claim : due) {
            if (underWay.add(claim)) {
                var ignored = CompletableFuture.supplyAsync(() -> target(claim), lookups)
                        .thenCompose(address -> knock.at(address, claim.node()))
                        .whenComplete((done, error) -> checked(claim, error == null, error));
            }
        }
    }

    private void checked(Claim claim, boolean answered, @org.jspecify.annotations.Nullable Throwable error) {
        underWay.remove(claim);
        log.debug("{} at {}: {}", claim.node().shortForm(), claim.address(), answered ? "answers" : error);
        // A full inbox forgets it: it is due again then.
        boolean unused = engine.submit(new Command.NoteCheck(claim, answered), decision -> {});
    }

    /** @throws IllegalArgumentException if it is no address, or none that the broker dials for this node */
    private InetSocketAddress target(Claim claim) {
        HostPort address = HostPort.parseDialled(claim.address());
        if (byProxy) {
            return address.unresolved();
        }
        try {
            InetAddress from = InetAddress.getByName(claim.from());
            for (InetAddress to : InetAddress.getAllByName(address.host())) {
                if (Scope.mayDial(from, to)) {
                    return new InetSocketAddress(to, address.port());
                }
            }
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("the host '" + address.host() + "' is not known", e);
        }
        throw new IllegalArgumentException("an address of another network than the node's own");
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
