package sparecore.sandbox.process;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.kernel.KernelException;

/**
 * One template for each image, made when its first run is, and ended with the image. Any thread.
 *
 * <p>A template that something killed is replaced. If that happens between making a run and telling its id, that run is lost: its
 * output goes nowhere, and its limit of CPU time ends it.
 */
public final class Templates implements AutoCloseable {
    private static final int ATTEMPTS = 2;

    private final Spawner spawner = new Spawner();
    private final Map<Image, Template> templates = new ConcurrentHashMap<>();

    /** Makes a run of {@code image}, which the caller holds, with the child's ends of {@code pipes}. */
    Child spawn(Image image, ChildPipes pipes) {
        try {
            Exit exit = new Exit(0, 0, 0);
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Template template = templates.computeIfAbsent(image, wanted -> Template.make(wanted, spawner));
                OptionalInt pid = template.copy(pipes);
                if (pid.isPresent()) {
                    return Child.of(pid.getAsInt());
                }
                templates.remove(image, template);
                exit = template.end();
            }
            return Child.stillborn(exit);
        } catch (KernelException e) {
            return Child.refused(e);
        }
    }

    /** Ends the template of an image that nobody holds any more. */
    public void end(Image image) {
        Template template = templates.remove(image);
        if (template != null) {
            template.end();
        }
    }

    /** Ends the thread that made them, and with it whatever is left. No run may be started afterwards. */
    @Override
    public void close() {
        spawner.close();
    }
}
