package sparecore.buyer.simulation;

import java.util.ArrayList;
import java.util.List;
import sparecore.identity.NodeKey;
import sparecore.link.LinkHandler;
import sparecore.wire.Role;

/** A node of the simulated market: its key, its clock, which may be wrong, and its life, which may end and begin anew. */
abstract class SimulatedNode {
    private final World world;
    private final String name;
    private final NodeKey key;
    private final Role role;
    private final int port;
    private final Conduct conduct;
    private final long skewMillis;
    private Life life = new Life(this);

    /** Frames that a node of ill conduct has sent, to be said once more. */
    final List<sparecore.wire.Frame> said = new ArrayList<>();

    SimulatedNode(World world, String name, Role role, int port, Conduct conduct) {
        this.world = world;
        this.name = name;
        this.key = Keys.of(name);
        this.role = role;
        this.port = port;
        this.conduct = conduct;
        this.skewMillis = world.random().nextInt(2 * World.SKEW_MILLIS_MAX + 1) - World.SKEW_MILLIS_MAX;
        life.end();
    }

    World world() {
        return world;
    }

    String name() {
        return name;
    }

    NodeKey key() {
        return key;
    }

    Role role() {
        return role;
    }

    int port() {
        return port;
    }

    Conduct conduct() {
        return conduct;
    }

    /** The time of day as this node has it. */
    long clockMillis() {
        return world.timeline().nowMillis() + skewMillis;
    }

    Life life() {
        return life;
    }

    boolean isUp() {
        return !life.isOver();
    }

    /** Begins a new life on what the last one left on disk. */
    final void start() {
        life = new Life(this);
        begin();
    }

    /** The process dies: nothing of it goes on but what is on disk. */
    final void crash() {
        if (isUp()) {
            life.end();
            world.network().died(this);
            died();
        }
    }

    /** Dies with this as its last work: what it writes is on disk, and nobody hears of it. */
    final void crashAround(Runnable lastWork) {
        life.end();
        world.network().died(this);
        lastWork.run();
        died();
    }

    abstract void begin();

    /** Lets the files go. */
    abstract void died();

    /** Whoever dials its port. */
    abstract LinkHandler handler();

    /** Something has happened to it: what came in is taken out of its inbox soon. */
    abstract void happened();
}
