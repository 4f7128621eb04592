package sparecore.link;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.MessageToByteEncoder;
import java.io.IOException;
import sparecore.wire.Frame;

/** Writes a frame: four bytes of length, big-endian, then the message. */
final class FrameEncoder extends MessageToByteEncoder<Frame> {
    FrameEncoder() {
        super(Frame.class);
    }

    @Override
    protected ByteBuf allocateBuffer(ChannelHandlerContext context, Frame frame, boolean preferDirect) {
        return context.alloc().heapBuffer(FrameDecoder.HEADER_BYTES + frame.getSerializedSize());
    }

    @Override
    protected void encode(ChannelHandlerContext context, Frame frame, ByteBuf out) throws IOException {
        int length = frame.getSerializedSize();
        out.writeInt(length);
        CodedOutputStream output =
                CodedOutputStream.newInstance(out.array(), out.arrayOffset() + out.writerIndex(), length);
        frame.writeTo(output);
        output.checkNoSpaceLeft();
        out.writerIndex(out.writerIndex() + length);
    }
}
