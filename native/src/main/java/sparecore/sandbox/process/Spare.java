package sparecore.sandbox.process;

import sparecore.sandbox.image.Image;
import sparecore.sandbox.stub.Stub;

/**
 * A copy of a template that is locked down and waits for its start block: the next run of its image.
 *
 * @param image what it will run
 * @param child the process
 * @param pipes its pipes, of which only our ends are open
 */
record Spare(Image image, Child child, ChildPipes pipes) {
    /** Makes one of an image that the caller holds. What the kernel refuses shows when it is used. */
    static Spare make(Templates templates, Image image) {
        ChildPipes pipes = ChildPipes.open();
        try {
            return new Spare(image, templates.spawn(Stub.MAKE_SPARE, image, pipes), pipes);
        } finally {
            pipes.closeChildEnds();
        }
    }

    /** Ends one that will not be used. */
    void end() {
        pipes.closeOurEnds();
        reap();
    }

    /** Ends one whose input is closed already. */
    void endWithoutInput() {
        pipes.closeOutputs();
        reap();
    }

    private void reap() {
        child.kill(Cut.REQUESTED);
        child.reap();
    }
}
