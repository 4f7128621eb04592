package sparecore.buyer.pack;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import sparecore.content.PartList;
import sparecore.terminal.ByteSize;

/**
 * What a program is packed with. All of it is part of the packed program's identity.
 *
 * @param cpuLevel 2 or 3: what CPUID tells it, and what a seller must have
 * @param switches how the runtime behaves
 * @param environment the whole environment
 * @param files the job's files
 */
public record PackOptions(int cpuLevel, Set<Switch> switches, Map<String, String> environment, List<InputFile> files) {

    /** How the runtime behaves. */
    public enum Switch {
        /** Tells each call in a frame. */
        TRACE(1),
        /** Passes output on at once, rather than when a buffer is full, input is wanted, or the program ends. */
        UNBUFFERED(2),
        /** A read of standard input may return early, as from a terminal. */
        PARTIAL_INPUT(4),
        /** Every call goes by signal. */
        UNPATCHED(8);

        private final int bit;

        Switch(int bit) {
            this.bit = bit;
        }

        /** PACK_ constants of {@code buyer/runtime/kernel/pack.h}. */
        int bit() {
            return bit;
        }
    }

    /** For the market: x86-64-v2, no files, no environment. */
    public static final PackOptions DEFAULT = new PackOptions(2, Set.of(), Map.of(), List.of());

    /** Copies, and refuses with {@link IllegalArgumentException} what can't be packed. */
    public PackOptions {
        switches = Set.copyOf(switches);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        files = List.copyOf(files);
        if (cpuLevel != 2 && cpuLevel != 3) {
            throw new IllegalArgumentException("the CPU level is " + cpuLevel + ", must be 2 or 3");
        }
        environment.forEach(PackOptions::requireVariable);
        requireFiles(files);
    }

    private static void requireVariable(String name, String value) {
        if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a variable's name is empty or contains '=', or there is a zero byte");
        }
    }

    private static void requireFiles(List<InputFile> files) {
        Set<String> names = new TreeSet<>();
        Map<Long, List<InputFile>> different = new HashMap<>();
        int count = 0;
        long bytes = 0;
        for (InputFile file : files) {
            if (!names.add(file.name())) {
                throw new IllegalArgumentException("two input files are called " + file.name());
            }
            List<InputFile> alike = different.computeIfAbsent(file.bytes(), size -> new ArrayList<>());
            if (alike.stream().noneMatch(file::sameBytes)) {
                alike.add(file);
                count++;
                bytes += file.bytes();
            }
        }
        if (count >= PartList.PARTS_MAX || bytes > PartList.FILES_BYTES_MAX) {
            throw new IllegalArgumentException("there are " + count + " input files of " + bytes
                    + " bytes together; at most " + (PartList.PARTS_MAX - 1) + " of "
                    + ByteSize.show(PartList.FILES_BYTES_MAX)
                    + " can be sent: put small ones into an archive, and large ones on standard input");
        }
    }

    /** The same with other switches. */
    public PackOptions withSwitches(Set<Switch> others) {
        return new PackOptions(cpuLevel, others, environment, files);
    }

    /** The same with other files. */
    public PackOptions withFiles(List<InputFile> others) {
        return new PackOptions(cpuLevel, switches, environment, others);
    }

    /** The same with another environment. */
    public PackOptions withEnvironment(Map<String, String> other) {
        return new PackOptions(cpuLevel, switches, other, files);
    }

    /** The same for another processor. */
    public PackOptions withCpuLevel(int level) {
        return new PackOptions(level, switches, environment, files);
    }

    int bits() {
        return switches.stream().mapToInt(Switch::bit).reduce(0, (one, other) -> one | other);
    }
}
