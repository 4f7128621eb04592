package sparecore.link;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import sparecore.wire.Frame;

/**
 * Cuts the byte stream into frames: four bytes of length, big-endian, then one protobuf message. The length is checked before
 * anything is allocated for it.
 */
final class FrameDecoder extends ByteToMessageDecoder {
    static final int HEADER_BYTES = 4;
    private static final int NESTING_MAX = 8;

    /**
     * Unknown fields are skipped, not kept: kept, each of three bytes costs an object of some hundred, so that a frame could
     * inflate to many times its limit. What is signed travels as bytes and loses nothing.
     */
    private static final Parser<Frame> PARSER = DiscardUnknownFieldsParser.wrap(Frame.parser());

    private int frameBytesMax;
    private boolean stopped;

    FrameDecoder(int frameBytesMax) {
        this.frameBytesMax = frameBytesMax;
    }

    /** On the event loop. */
    void setFrameBytesMax(int bytes) {
        frameBytesMax = bytes;
    }

    /** All that follows is thrown away unread. On the event loop. */
    void stop() {
        stopped = true;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) throws ProtocolException {
        if (stopped) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (in.readableBytes() < HEADER_BYTES) {
            return;
        }
        int length = in.getInt(in.readerIndex());
        if (length <= 0 || length > frameBytesMax) {
            stopped = true;
            throw new ProtocolException("a frame of " + Integer.toUnsignedString(length) + " bytes; 1 to "
                    + frameBytesMax + " are allowed here");
        }
        if (in.readableBytes() < HEADER_BYTES + length) {
            return;
        }
        in.skipBytes(HEADER_BYTES);
        out.add(parse(in.readSlice(length)));
    }

    private static Frame parse(ByteBuf bytes) throws ProtocolException {
        try {
            CodedInputStream input = CodedInputStream.newInstance(bytes.nioBuffer());
            input.setRecursionLimit(NESTING_MAX);
            Frame frame = PARSER.parseFrom(input);
            if (frame.getBodyCase() == Frame.BodyCase.BODY_NOT_SET) {
                throw new ProtocolException("a frame without a known message");
            }
            return frame;
        } catch (InvalidProtocolBufferException e) {
            throw new ProtocolException("a frame that is not a protobuf message", e);
        } catch (java.io.IOException e) {
            throw new ProtocolException("a frame that cannot be read", e);
        }
    }
}
