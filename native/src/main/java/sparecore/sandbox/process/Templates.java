package sparecore.sandbox.process;

import java.util.Map;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.stub.Stub;

/**
 * The templates of each image: made when a run or a spare finds none that is free, and ended with the image. There are never more of
 * them than threads that made such of it at once. Any thread.
 *
 * <p>A template that something killed is replaced. If that happens between making a run and telling its id, that run is lost: its
 * output goes nowhere, and its limit of CPU time ends it.
 */
public final class Templates implements AutoCloseable {
    private final Spawner spawner = new Spawner();
    private final Map<Image, Queue<Template>> free = new ConcurrentHashMap<>();

    /**
     * Makes a process of {@code image}, which the caller holds, with the child's ends of {@code pipes}.
     *
     * @param order {@link Stub#MAKE_RUN} or {@link Stub#MAKE_SPARE}
     */
    Child spawn(byte order, Image image, ChildPipes pipes) {
        Queue<Template> ready = free.computeIfAbsent(image, wanted -> new ConcurrentLinkedQueue<>());
        try {
            while (true) {
                Template known = ready.poll();
                Template template = known == null ? Template.make(image, spawner) : known;
                OptionalInt pid = template.copy(order, pipes);
                if (pid.isPresent()) {
                    ready.add(template);
                    return Child.of(pid.getAsInt());
                }
                Exit exit = template.end();
                if (known == null) {
                    return Child.stillborn(exit);
                }
            }
        } catch (KernelException e) {
            return Child.refused(e);
        }
    }

    /** Ends the templates of an image that nobody holds any more. */
    public void end(Image image) {
        Queue<Template> unused = free.remove(image);
        if (unused != null) {
            unused.forEach(Template::end);
        }
    }

    /** Ends the thread that made them, and with it whatever is left. No run may be started afterwards. */
    @Override
    public void close() {
        spawner.close();
    }
}
