/**
 * Packs an ordinary static Linux program so that a sandbox with four system calls can run it, and takes its results apart again.
 *
 * <p>A packed program is one ELF file: the runtime of {@code buyer/runtime}, which answers system calls inside the process; the program's
 * own segments as they are; the job's files and environment. Its SHA-256 is the identity that sellers see. What it writes to standard output
 * are frames, which {@link sparecore.buyer.pack.FrameReader} reads. Pure, but for the one resource that {@link
 * sparecore.buyer.pack.PackRuntime} loads; any thread.
 */
@NullMarked
package sparecore.buyer.pack;

import org.jspecify.annotations.NullMarked;
