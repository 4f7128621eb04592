package sparecore.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** {@code 12:34:56.789 WARN  BrokerLink: message}, and below it what was thrown, if anything. */
final class LineLayout extends LayoutBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int LEVEL_WIDTH = 5;

    @Override
    public String doLayout(ILoggingEvent event) {
        String level = event.getLevel().toString();
        String logger = event.getLoggerName();
        IThrowableProxy thrown = event.getThrowableProxy();
        return TIME.format(LocalTime.ofInstant(event.getInstant(), ZoneId.systemDefault()))
                + " "
                + level
                + " ".repeat(Math.max(0, LEVEL_WIDTH - level.length()) + 1)
                + logger.substring(logger.lastIndexOf('.') + 1)
                + ": "
                + event.getFormattedMessage()
                + "\n"
                + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
    }
}
