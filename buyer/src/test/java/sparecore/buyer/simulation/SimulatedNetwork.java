package sparecore.buyer.simulation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.link.LinkClosedException;
import sparecore.link.LinkHandler;
import sparecore.link.Peers;
import sparecore.wire.Frame;

/**
 * Links between nodes: frames are late, in the order in which they were sent; links break and lose what is under way, at once or
 * unnoticed for a while; nodes are cut off from each other. In a faithless network, frames also come twice or overtake each other.
 */
final class SimulatedNetwork {
    private static final long OPEN_MILLIS_MAX = 10_000;

    /** When a peer that says nothing is given up: {@link sparecore.link.LinkLimits}. */
    private static final int SILENCE_MILLIS_MAX = 20_000;

    private record Pair(SimulatedNode one, SimulatedNode two) {}

    private final Timeline timeline;
    private final Random random;
    private final Onlooker onlooker;
    private final Map<Integer, SimulatedNode> places = new HashMap<>();
    private final Set<SimulatedLink> links = new LinkedHashSet<>();
    private final Map<Pair, Long> cutUntil = new HashMap<>();
    private final boolean faithless;
    private boolean calm;
    private long lastLink;
    private long faults;
    private long refusals;

    SimulatedNetwork(Timeline timeline, Random random, Onlooker onlooker, boolean faithless) {
        this.timeline = timeline;
        this.random = random;
        this.onlooker = onlooker;
        this.faithless = faithless;
    }

    Timeline timeline() {
        return timeline;
    }

    void add(SimulatedNode node) {
        places.put(node.port(), node);
    }

    InetSocketAddress address(SimulatedNode node) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), node.port());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** How many faults it has made. */
    long faults() {
        return faults;
    }

    /** How many links ended because of what a peer said on them. */
    long refusals() {
        return refusals;
    }

    void refused() {
        refusals++;
    }

    /** From now on it makes no faults of its own. */
    void calmDown() {
        calm = true;
        cutUntil.clear();
    }

    int delayMillis() {
        return 1 + random.nextInt(random.nextInt(8) == 0 ? 400 : 40);
    }

    /** How this life of a node reaches others. There is no relay: who asks for one is refused. */
    Peers peers(Life life) {
        return new Peers() {
            @Override
            public CompletableFuture<Link> dial(InetSocketAddress address, NodeId expected, LinkHandler handler) {
                return SimulatedNetwork.this.dial(life, address, expected, handler);
            }

            @Override
            public CompletableFuture<Link> meet(
                    List<InetSocketAddress> relays,
                    NodeId relayKey,
                    Frame.Builder ask,
                    Duration within,
                    boolean isDialler,
                    NodeId expectedPeer,
                    LinkHandler handler) {
                CompletableFuture<Link> result = new CompletableFuture<>();
                timeline.after(
                        delayMillis(),
                        life,
                        () -> result.completeExceptionally(new LinkClosedException("there is no relay")));
                return result;
            }
        };
    }

    private CompletableFuture<Link> dial(Life life, InetSocketAddress address, NodeId expected, LinkHandler handler) {
        CompletableFuture<Link> result = new CompletableFuture<>();
        SimulatedNode callee = places.get(address.getPort());
        if (callee == null || !callee.key().id().equals(expected)) {
            throw new IllegalStateException("nobody of this key lives at " + address);
        }
        if (cutMillis(life.node(), callee) > 0) {
            timeline.after(OPEN_MILLIS_MAX, life, () -> result.completeExceptionally(new IOException("no answer")));
            return result;
        }
        timeline.after(delayMillis(), life, () -> arrive(life, callee, handler, result));
        return result;
    }

    private void arrive(Life life, SimulatedNode callee, LinkHandler handler, CompletableFuture<Link> result) {
        if (!callee.isUp()) {
            timeline.after(delayMillis(), life, () -> result.completeExceptionally(new IOException("refused")));
            return;
        }
        SimulatedLink near = new SimulatedLink(this, ++lastLink, life, callee.life(), handler);
        SimulatedLink far = new SimulatedLink(this, ++lastLink, callee.life(), life, callee.handler());
        near.join(far);
        far.join(near);
        links.add(near);
        links.add(far);
        long backMillis = delayMillis();
        far.lastArrivalMillis = timeline.nowMillis() + backMillis;
        timeline.after(0, callee.life(), far::opened);
        timeline.after(backMillis, life, () -> {
            if (near.severed) {
                near.shut("lost while it was opened");
                result.completeExceptionally(new IOException("lost while it was opened"));
                return;
            }
            near.opened();
            result.complete(near);
        });
    }

    /** A node says something. */
    void carry(SimulatedLink from, Frame frame) {
        for (Frame each : from.node().conduct().says(from, frame, random)) {
            onlooker.hears(from, each);
            byte[] bytes = each.toByteArray();
            timeline.note(Arrays.hashCode(bytes));
            deliver(from, bytes, true);
            if (faithless && !calm && random.nextInt(60) == 0) {
                faults++;
                deliver(from, bytes, random.nextBoolean());
            }
        }
    }

    private void deliver(SimulatedLink from, byte[] bytes, boolean inOrder) {
        long cut = cutMillis(from.node(), from.far().node());
        if (cut > SILENCE_MILLIS_MAX) {
            sever(from);
        }
        if (from.severed) {
            return;
        }
        boolean overtakes = faithless && !calm && random.nextInt(60) == 0;
        faults += overtakes ? 1 : 0;
        long atMillis = timeline.nowMillis() + Math.max(0, cut) + delayMillis();
        if (inOrder && !overtakes) {
            atMillis = Math.max(atMillis, from.lastArrivalMillis);
            from.lastArrivalMillis = atMillis;
        }
        SimulatedLink to = from.far();
        timeline.after(atMillis - timeline.nowMillis(), to.owner(), () -> {
            if (!to.severed) {
                to.arrive(bytes);
            }
        });
    }

    void sayGoodbye(SimulatedLink from, String reason) {
        if (!from.severed) {
            SimulatedLink to = from.far();
            long atMillis = Math.max(timeline.nowMillis() + delayMillis(), from.lastArrivalMillis);
            timeline.after(atMillis - timeline.nowMillis(), to.owner(), () -> to.shut(reason));
        }
    }

    void gone(SimulatedLink link) {
        links.remove(link);
    }

    /** Of both ends: each finds out by itself, at once or after the longest silence. */
    private void sever(SimulatedLink link) {
        if (link.severed) {
            return;
        }
        for (SimulatedLink end : List.of(link, link.far())) {
            end.severed = true;
            timeline.after(
                    random.nextBoolean() ? delayMillis() : random.nextInt(SILENCE_MILLIS_MAX),
                    end.owner(),
                    () -> end.shut("the connection was lost"));
        }
    }

    void died(SimulatedNode node) {
        for (SimulatedLink link : List.copyOf(links)) {
            if (link.node() == node) {
                sever(link);
                links.remove(link);
            }
        }
    }

    /** Breaks the link between these two. @return whether there was one */
    boolean cut(SimulatedNode one, SimulatedNode two) {
        Optional<SimulatedLink> open = links.stream()
                .filter(link -> link.established && !link.severed)
                .filter(link -> link.node() == one && link.far().node() == two)
                .findFirst();
        open.ifPresent(this::sever);
        return open.isPresent();
    }

    /** Breaks one link, or cuts two nodes off from each other for a while. */
    void fail(List<SimulatedNode> nodes) {
        faults++;
        if (random.nextInt(3) > 0) {
            List<SimulatedLink> open =
                    links.stream().filter(link -> link.established).toList();
            if (!open.isEmpty()) {
                sever(open.get(random.nextInt(open.size())));
            }
            return;
        }
        SimulatedNode one = nodes.get(random.nextInt(nodes.size()));
        SimulatedNode two = nodes.get(random.nextInt(nodes.size()));
        long until = timeline.nowMillis() + random.nextInt(40_000);
        cutUntil.put(new Pair(one, two), until);
        cutUntil.put(new Pair(two, one), until);
    }

    private long cutMillis(SimulatedNode one, SimulatedNode two) {
        return cutUntil.getOrDefault(new Pair(one, two), 0L) - timeline.nowMillis();
    }
}
