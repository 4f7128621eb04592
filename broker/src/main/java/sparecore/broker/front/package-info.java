/**
 * What lets several brokers hold the connections of one market: a broker that stands by passes on what its guests say to the one in
 * office, which treats them as if they had come to its own door. Link methods run on each link's event loop; the rest says its thread.
 */
@NullMarked
package sparecore.broker.front;

import org.jspecify.annotations.NullMarked;
