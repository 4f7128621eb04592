/**
 * Programs by their digest: assembled from chunks, checked, kept on disk up to a limit, the ones in use held ready in memory.
 *
 * <p>{@link sparecore.seller.programs.ProgramCache} may be called from any thread; reading and checking a program blocks, so the
 * door does that on a thread of its own.
 */
@NullMarked
package sparecore.seller.programs;

import org.jspecify.annotations.NullMarked;
