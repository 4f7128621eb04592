/**
 * The buyer daemon's jobs as its callers see them: the client of its local API, and the commands that list, show, cancel and
 * collect jobs.
 *
 * <p>{@link sparecore.buyer.jobs.BuyerClient} is how every command, the demo and the benchmarks talk to the daemon; generated
 * messages of the local API are used by its callers as they are. Any thread.
 */
@NullMarked
package sparecore.buyer.jobs;

import org.jspecify.annotations.NullMarked;
