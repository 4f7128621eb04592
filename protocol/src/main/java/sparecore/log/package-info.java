/**
 * How every daemon and command of Sparecore logs. Found by Logback itself through its service file; nobody else calls it.
 */
@NullMarked
package sparecore.log;

import org.jspecify.annotations.NullMarked;
