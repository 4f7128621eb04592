package sparecore.link;

import io.netty.channel.DefaultMessageSizeEstimator;
import io.netty.channel.MessageSizeEstimator;
import sparecore.wire.Frame;

/**
 * Tells Netty the size of a frame that another thread has sent and the event loop has not yet seen. Without it such a frame counts
 * as eight bytes, and a fast sender fills the heap while {@link Link#isWritable} says yes.
 */
final class FrameSize implements MessageSizeEstimator {
    private static final Handle OTHERS = DefaultMessageSizeEstimator.DEFAULT.newHandle();

    @Override
    public Handle newHandle() {
        return message -> message instanceof Frame frame
                ? FrameDecoder.HEADER_BYTES + frame.getSerializedSize()
                : OTHERS.size(message);
    }
}
