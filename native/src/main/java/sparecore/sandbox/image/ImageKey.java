package sparecore.sandbox.image;

/**
 * What an image depends on.
 *
 * @param programSha256 the program
 * @param memoryBytes the memory limit
 * @param cpuSeconds the limit of CPU time
 * @param startBlock the room for arguments
 */
public record ImageKey(String programSha256, long memoryBytes, int cpuSeconds, StartBlockSize startBlock) {}
