package sparecore.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.Logger;

/**
 * Short lines on standard error; standard output belongs to the commands. Our own lines from INFO on, or from the level in the
 * environment variable {@value #LEVEL_VARIABLE} (the system property {@value #LEVEL_PROPERTY} goes first); those of libraries from
 * WARN on. In code, because reading the same from XML takes a third of a second of every start.
 */
public final class LogConfiguration extends ContextAwareBase implements Configurator {
    static final String LEVEL_VARIABLE = "SPARECORE_LOG";
    static final String LEVEL_PROPERTY = "sparecore.log";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LineLayout layout = new LineLayout();
        layout.setContext(context);
        layout.start();

        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();

        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();

        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        context.getLogger("sparecore").setLevel(ownLevel());
        // gRPC asks every channel for TCP keep-alive, which a Unix socket has not.
        context.getLogger("io.netty.bootstrap").setLevel(Level.ERROR);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Level ownLevel() {
        String asked = System.getProperty(LEVEL_PROPERTY, System.getenv().getOrDefault(LEVEL_VARIABLE, ""));
        return Level.toLevel(asked, Level.INFO);
    }
}
