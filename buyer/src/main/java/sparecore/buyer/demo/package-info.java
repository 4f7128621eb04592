/**
 * {@code sparecore demo}: a whole market on this machine, two jobs, a cheat that is caught, and the books at the end.
 *
 * <p>{@link sparecore.buyer.demo.Demo} is the course of events; the rest says what the two jobs are, and checks what came of them
 * with numbers that can be wrong. The command line's thread owns everything here.
 */
@NullMarked
package sparecore.buyer.demo;

import org.jspecify.annotations.NullMarked;
