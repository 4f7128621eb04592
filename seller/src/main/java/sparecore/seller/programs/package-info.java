/**
 * Programs by their digest: their parts come in chunks, are checked, and are kept on disk up to a limit, each once; the programs in use are
 * held ready.
 *
 * <p>{@link sparecore.seller.programs.ProgramCache} may be called from any thread; reading and checking a program blocks, so the
 * door does that on a thread of its own.
 */
@NullMarked
package sparecore.seller.programs;

import org.jspecify.annotations.NullMarked;
