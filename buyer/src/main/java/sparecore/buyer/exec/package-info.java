/**
 * Runs a program on this machine in the same sandbox as on a seller's: {@code sparecore sandbox exec}, and what {@code map
 * --local} and the demo need for that. The command line's thread owns everything here.
 */
@NullMarked
package sparecore.buyer.exec;

import org.jspecify.annotations.NullMarked;
