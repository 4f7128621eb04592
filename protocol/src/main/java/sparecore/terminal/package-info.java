/**
 * What every command of Sparecore does alike on a terminal: exit codes, one-line errors, tables, progress, JSON, being stopped.
 */
@NullMarked
package sparecore.terminal;

import org.jspecify.annotations.NullMarked;
