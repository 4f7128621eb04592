package sparecore.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import sparecore.wire.Frame;

/**
 * Two links that have become one stream: each peer's bytes go to the other one as they are, encrypted between the two for keys that
 * this node does not hold. A side is read again only once the other has taken all that came before, so that a peer which does not
 * read costs one buffer and no more. Thread-safe.
 */
public final class Splice {
    /** Decides how much may pass. Called on event loops; must not block. */
    @FunctionalInterface
    public interface Meter {
        /** @return nanoseconds to wait before more is read; negative if not even this may pass, which ends the splice */
        long pass(int bytes);
    }

    private static final long FINISH_MILLIS = 1_000;

    private final Channel first;
    private final Channel second;
    private final Meter meter;
    private final LongSupplier clockNanos;
    private final Consumer<String> ended;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean running;
    private volatile long lastMovedNanos;

    private Splice(Channel first, Channel second, Meter meter, LongSupplier clockNanos, Consumer<String> ended) {
        this.first = first;
        this.second = second;
        this.meter = meter;
        this.clockNanos = clockNanos;
        this.ended = ended;
        this.lastMovedNanos = clockNanos.getAsLong();
    }

    /**
     * Answers what both peers asked for and joins their links, which end as links by that: their handlers hear nothing more.
     *
     * @param firstAsked the request that the first link's peer waits on
     * @param joined the answer
     * @param ended told once why, when the stream is over
     */
    public static Splice join(
            Link first,
            Frame firstAsked,
            Link second,
            Frame secondAsked,
            Frame joined,
            Meter meter,
            LongSupplier clockNanos,
            Consumer<String> ended) {
        NettyLink one = (NettyLink) first;
        NettyLink other = (NettyLink) second;
        Splice splice = new Splice(one.channel(), other.channel(), meter, clockNanos, ended);
        splice.take(other, secondAsked, joined, () -> splice.take(one, firstAsked, joined, splice::run));
        return splice;
    }

    /** On the link's own event loop: the answer is the last frame, what follows it is the other side's. */
    private void take(NettyLink link, Frame asked, Frame joined, Runnable then) {
        Channel channel = link.channel();
        Channel partner = channel == first ? second : first;
        link.handOver(
                () -> {
                    channel.config().setAutoRead(false);
                    link.reply(asked, joined.toBuilder());
                },
                () -> {
                    channel.pipeline().addLast(new End(partner));
                    then.run();
                },
                this::close);
    }

    private void run() {
        running = true;
        first.read();
        second.read();
    }

    /** When a byte last passed, or the two were joined, by the clock that was given. */
    public long lastMovedNanos() {
        return lastMovedNanos;
    }

    /** Ends the stream. What has been read still arrives. */
    public void close(String why) {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        finish(first);
        finish(second);
        ended.accept(why);
    }

    /** A peer that does not read cannot hold its connection open. */
    private static void finish(Channel channel) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        try {
            channel.eventLoop().schedule(() -> channel.close(), FINISH_MILLIS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopped) {
            channel.close();
        }
    }

    /** One side. On its channel's event loop. */
    private final class End extends ChannelInboundHandlerAdapter {
        private final Channel partner;
        private int underWay;
        private boolean readDone;
        private long waitNanos;

        End(Channel partner) {
            this.partner = partner;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (!(message instanceof ByteBuf bytes) || !running) {
                ReferenceCountUtil.release(message);
                close("a peer spoke before the two were joined");
                return;
            }
            long wait = meter.pass(bytes.readableBytes());
            if (wait < 0) {
                bytes.release();
                close("the relay has carried all that it carries for one lease");
                return;
            }
            waitNanos = Math.max(waitNanos, wait);
            lastMovedNanos = clockNanos.getAsLong();
            readDone = false;
            underWay++;
            partner.writeAndFlush(bytes).addListener(written -> {
                if (!written.isSuccess()) {
                    close("a peer cannot be written to");
                    return;
                }
                context.channel().eventLoop().execute(() -> {
                    underWay--;
                    goOn(context);
                });
            });
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            readDone = true;
            goOn(context);
        }

        private void goOn(ChannelHandlerContext context) {
            if (!running || !readDone || underWay > 0) {
                return;
            }
            long wait = waitNanos;
            waitNanos = 0;
            readDone = false;
            if (wait == 0) {
                context.read();
                return;
            }
            context.channel().eventLoop().schedule(context::read, wait, TimeUnit.NANOSECONDS);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            close("a peer left");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            close("a peer's connection broke: " + cause.getMessage());
        }
    }
}
