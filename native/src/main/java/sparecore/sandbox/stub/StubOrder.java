package sparecore.sandbox.stub;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import sparecore.sandbox.elf.CallDispatch;

/**
 * What the lock-down has to set up.
 *
 * @param address where the stub will be
 * @param optionalLayers which of the optional layers to apply
 * @param launcherPid the only parent that is accepted
 * @param cpuSeconds the limit of CPU time
 * @param fileMappings what the kernel's loader will have mapped already, without the stub
 * @param newMappings zeroed memory that the stub has to map
 * @param earlyPages what the program will touch first
 * @param startBlock where the start block is read to; the stack pointer begins at its first byte
 * @param startBlockBytes its size
 * @param entry the program's entry point
 * @param dispatch what to arm for a program that answers its own system calls
 */
public record StubOrder(
        long address,
        Set<Layer> optionalLayers,
        int launcherPid,
        int cpuSeconds,
        List<Mapping> fileMappings,
        List<Mapping> newMappings,
        List<EarlyPages> earlyPages,
        long startBlock,
        int startBlockBytes,
        long entry,
        Optional<CallDispatch> dispatch) {

    /** Copies the collections. */
    public StubOrder {
        optionalLayers = Set.copyOf(optionalLayers);
        fileMappings = List.copyOf(fileMappings);
        newMappings = List.copyOf(newMappings);
        earlyPages = List.copyOf(earlyPages);
    }
}
