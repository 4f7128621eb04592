package sparecore.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.BadProgramException.Reason;
import sparecore.sandbox.elf.CallDispatch;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.stub.Layer;

/**
 * What this machine can promise a program of the linux ABI: that every seller which takes it gives the same bytes.
 *
 * @param level 2 for x86-64-v2, 3 for x86-64-v3 (System V ABI for x86-64, table 3.1)
 * @param optionalLayers the optional layers that it has
 */
record HostProcessor(int level, Set<Layer> optionalLayers) {
    /** What x86-64-v3 has more than v2, in the words of /proc/cpuinfo; abm is LZCNT. */
    private static final Set<String> LEVEL_3 = Set.of("avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe");

    private static final Pattern FLAGS = Pattern.compile("(?m)^flags\\s*:(.*)$");

    HostProcessor {
        optionalLayers = Set.copyOf(optionalLayers);
    }

    /** This machine. A processor that can't be asked is taken for the baseline. */
    static HostProcessor ofThisMachine(Set<Layer> optionalLayers) {
        try {
            return new HostProcessor(level(Files.readString(Path.of("/proc/cpuinfo"))), optionalLayers);
        } catch (IOException e) {
            return new HostProcessor(CallDispatch.CPU_LEVEL_MIN, optionalLayers);
        }
    }

    static int level(String cpuinfo) {
        Matcher flags = FLAGS.matcher(cpuinfo);
        if (!flags.find()) {
            return CallDispatch.CPU_LEVEL_MIN;
        }
        Set<String> present = new HashSet<>(Arrays.asList(flags.group(1).trim().split("\\s+")));
        return present.containsAll(LEVEL_3) ? CallDispatch.CPU_LEVEL_MAX : CallDispatch.CPU_LEVEL_MIN;
    }

    HostClass hostClass() {
        return new HostClass(
                optionalLayers.contains(Layer.CALL_DISPATCH), level, optionalLayers.contains(Layer.CPUID_FAULT));
    }

    /** Refuses a program that could give other bytes here than elsewhere, or none at all. */
    void requireRuns(ParsedElf elf) throws BadProgramException {
        if (elf.dispatch().isEmpty()) {
            return;
        }
        CallDispatch dispatch = elf.dispatch().get();
        require(optionalLayers.contains(Layer.CALL_DISPATCH), "call dispatch: Linux 5.11 or later");
        require(
                optionalLayers.contains(Layer.CPUID_FAULT) || !dispatch.asksCpuid(),
                "CPUID faulting, since the program asks for the processor's features");
        require(level >= dispatch.cpuLevel(), "a processor of level x86-64-v" + dispatch.cpuLevel());
    }

    private static void require(boolean holds, String what) throws BadProgramException {
        if (!holds) {
            throw new BadProgramException(Reason.HOST_LACKS, "this machine lacks what the program needs: " + what);
        }
    }
}
