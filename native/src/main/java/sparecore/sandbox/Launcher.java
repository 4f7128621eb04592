package sparecore.sandbox;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.image.ImageBuilder;
import sparecore.sandbox.image.ImageCache;
import sparecore.sandbox.image.ImageKey;
import sparecore.sandbox.image.StartBlockSize;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.process.Ending;
import sparecore.sandbox.process.Exchange;
import sparecore.sandbox.process.Spares;
import sparecore.sandbox.process.Templates;
import sparecore.sandbox.stub.Layer;
import sparecore.sandbox.stub.Step;

/** Starts runs with one fixed set of layers. Any thread; closing it kills and reaps every run. */
final class Launcher implements AutoCloseable {
    private final List<LayerState> layers;
    private final HostProcessor host;
    private final ImageCache images;
    private final Templates templates = new Templates();
    private final Spares spares;
    private final Set<Run> live = ConcurrentHashMap.newKeySet();
    /** Starts share it; closing excludes them. */
    private final ReadWriteLock starting = new ReentrantReadWriteLock();

    private boolean closed;

    Launcher(SandboxPolicy policy, Set<Layer> optionalLayers) {
        this.layers = LayerStates.of(policy, optionalLayers);
        this.host = HostProcessor.ofThisMachine(optionalLayers);
        ImageBuilder builder = new ImageBuilder(optionalLayers, Libc.getpid(), templates::end);
        images = new ImageCache(builder, policy.imagesMax(), policy.imageBytesMax());
        spares = new Spares(templates, images);
    }

    /** Every layer and whether it holds. */
    List<LayerState> layers() {
        return layers;
    }

    HostClass hostClass() {
        return host.hostClass();
    }

    /** Number of images that are kept ready. */
    int imagesKept() {
        return images.size();
    }

    /** Keeps no image any longer, and no process that waits for a run of one. */
    void forget() {
        images.clear();
        spares.drop();
    }

    /** Refuses a program that this machine can't run as every other does. */
    void requireRuns(Program program) throws BadProgramException {
        host.requireRuns(program.elf());
    }

    /** Starts a run. What the kernel refuses shows in its report. */
    Run start(Order order) throws BadProgramException {
        starting.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the sandbox is closed");
            }
            requireRuns(order.program());
            Started started = begin(order);
            Run run = new Run(started.exchange(), ending -> report(order, ending, started.steps()), live::remove);
            live.add(run);
            return run;
        } finally {
            starting.readLock().unlock();
        }
    }

    /** How a trial ended, and the steps of its lock-down. */
    record Tried(Ending ending, List<Step> steps) {}

    /** Runs an order to its end without a report. */
    Tried tryOut(Order order) throws BadProgramException {
        Started started = begin(order);
        return new Tried(started.exchange().finish(), started.steps());
    }

    /** An exchange and the steps of its lock-down. */
    private record Started(Exchange exchange, List<Step> steps) {}

    private Started begin(Order order) throws BadProgramException {
        Image image;
        try {
            image = images.acquire(
                    key(order), order.program().elf(), order.program().file());
        } catch (KernelException e) {
            return new Started(Exchange.refused(e, System::nanoTime, order.exchanged(new byte[0])), List.of());
        }
        byte[] startBlock = image.startBlock(
                order.invocation().arguments(), order.invocation().variables());
        long wallNanos = order.limits().wallTime().toNanos();
        Exchange exchange =
                Exchange.start(templates, spares, image, order.exchanged(startBlock), wallNanos, System::nanoTime);
        return new Started(exchange, image.steps());
    }

    private static ImageKey key(Order order) {
        Limits limits = order.limits();
        StartBlockSize size = StartBlockSize.fitting(order.invocation().argumentBytes());
        return new ImageKey(order.program().sha256(), limits.memoryBytes(), limits.cpuSeconds(), size);
    }

    private RunReport report(Order order, Ending ending, List<Step> steps) {
        spares.ended(key(order), ending);
        Verdict verdict = Verdict.of(ending, steps, order.limits().cpuSeconds());
        return order.report(ending, verdict, layers);
    }

    @Override
    public void close() {
        starting.writeLock().lock();
        try {
            closed = true;
        } finally {
            starting.writeLock().unlock();
        }
        live.forEach(Run::kill);
        live.forEach(Run::await);
        spares.close();
        images.close();
        templates.close();
    }
}
