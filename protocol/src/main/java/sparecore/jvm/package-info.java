/**
 * Starting another Java with the classes of this one. For benchmarks and tests; what a user starts goes through the launcher.
 */
@NullMarked
package sparecore.jvm;

import org.jspecify.annotations.NullMarked;
