/**
 * The whole market in real processes on loopback: broker, sellers and buyer daemon as their users start them, from the classes of
 * this build. What happens when they are killed, cheated, or given what they must refuse. One thread per test.
 */
@NullMarked
package sparecore.buyer.whole;

import org.jspecify.annotations.NullMarked;
