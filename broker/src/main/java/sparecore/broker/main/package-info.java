/**
 * The broker's commands, and the wiring of the process. Read {@link sparecore.broker.main.BrokerProcess#start} downwards.
 */
@NullMarked
package sparecore.broker.main;

import org.jspecify.annotations.NullMarked;
