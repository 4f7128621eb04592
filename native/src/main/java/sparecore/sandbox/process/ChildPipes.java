package sparecore.sandbox.process;

import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;

/**
 * The three pipes of a child. Our end of its input never waits; the others are read only when poll saw something in them.
 *
 * @param input from us to the child
 * @param output from the child to us
 * @param error likewise
 */
record ChildPipes(Pipe input, Pipe output, Pipe error) {

    static ChildPipes open() {
        Scratch scratch = Scratch.ofThread();
        Pipe input = Pipe.open(scratch.pipe);
        try {
            Pipe output = Pipe.open(scratch.pipe);
            try {
                ChildPipes pipes = new ChildPipes(input, output, Pipe.open(scratch.pipe));
                Pipe.neverWait(input.writeEnd());
                return pipes;
            } catch (KernelException e) {
                output.close();
                throw e;
            }
        } catch (KernelException e) {
            input.close();
            throw e;
        }
    }

    /** Closes what is ours. */
    void closeOurEnds() {
        Libc.close(input.writeEnd());
        closeOutputs();
    }

    /** Closes what is ours but the end of the input. */
    void closeOutputs() {
        Libc.close(output.readEnd());
        Libc.close(error.readEnd());
    }

    /** Closes what the child has got by now; without it, its end would never be seen. */
    void closeChildEnds() {
        Libc.close(input.readEnd());
        Libc.close(output.writeEnd());
        Libc.close(error.writeEnd());
    }
}
