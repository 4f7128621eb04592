/**
 * Hostile programs that a seller runs against its own sandbox before it offers anything: each must die.
 *
 * <p>Called from the command line and at the start of a seller; uses the sandbox only through its public face.
 */
@NullMarked
package sparecore.sandbox.selftest;

import org.jspecify.annotations.NullMarked;
