/**
 * One page that shows the market to its operator: plain HTML from the JDK's own server, on loopback, read only.
 */
@NullMarked
package sparecore.broker.console;

import org.jspecify.annotations.NullMarked;
