package sparecore.buyer.code;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import sparecore.buyer.code.CodeReader.Body;
import sparecore.buyer.code.CodeReader.Placed;
import sparecore.buyer.code.FunctionTable.Function;
import sparecore.buyer.code.Instruction.Kind;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

/**
 * Finds the instructions in a program that trap in the sandbox: SYSCALL and CPUID.
 *
 * <p>Their bytes may as well be a part of another instruction, or data. So only those count that are met when a function is read from its
 * first instruction on, and only if all of the function can be read and ends where the program says. If the program does not say how long a
 * function is, as assemblers do not by themselves, it is read as far as one instruction surely follows the other.
 *
 * <p>Several instructions before one are told only if no jump leads between them: none of their function, which has no jump by a table and no
 * part elsewhere that has no name, and none of all other functions.
 */
public final class TrapSites {
    /** As many bytes before a site make it long enough for a jump of seven. */
    private static final int BEFORE_BYTES = 5;
    /** Programs with more code are not read as a whole. */
    private static final int CODE_BYTES_MAX = 16 << 20;

    private static final byte ESCAPE = 0x0f;
    private static final byte SYSTEM_CALL = 0x05;
    private static final byte CPUID = (byte) 0xa2;

    private final byte[] file;
    private final FunctionTable functions;
    private final List<CodeReader> readers = new ArrayList<>();
    private final List<TrapSite> found = new ArrayList<>();
    private final Set<Long> between = new HashSet<>();
    /** Where code was read, from each beginning to its end, in file offsets. */
    private final NavigableMap<Integer, Integer> read = new TreeMap<>();
    /** CPUID that is no site. */
    private boolean oddCpuid;

    private long codeBytes;

    private TrapSites(byte[] file) {
        this.file = file;
        this.functions = FunctionTable.of(file, AddressSpace.PROGRAM.sharedBase());
    }

    /**
     * What was found.
     *
     * @param sites by address; none if the program says nothing of its functions
     * @param knowsCpuid whether each CPUID is a site: its bytes are nowhere else in code, but as a part of other instructions
     */
    public record Found(List<TrapSite> sites, boolean knowsCpuid) {
        /** Copies the list. */
        public Found {
            sites = List.copyOf(sites);
        }
    }

    /** Looks through {@code file}, which was read as {@code elf}. */
    public static Found of(byte[] file, ParsedElf elf) {
        TrapSites sites = new TrapSites(file);
        for (Segment segment : elf.segments()) {
            if (segment.isExecutable()) {
                sites.find(segment);
            }
        }
        boolean knowsCpuid = !sites.oddCpuid
                && elf.segments().stream().filter(Segment::isExecutable).allMatch(sites::knowsCpuid);
        return new Found(sites.withoutTargets(), knowsCpuid);
    }

    private void find(Segment segment) {
        CodeReader reader = new CodeReader(file, segment);
        readers.add(reader);
        codeBytes += segment.fileBytes();
        int end = segment.fileOffset() + segment.fileBytes();
        int at = segment.fileOffset();
        while (at + 1 < end) {
            boolean candidate = file[at] == ESCAPE && (file[at + 1] == SYSTEM_CALL || file[at + 1] == CPUID);
            at = candidate ? findAround(reader, at) : at + 1;
        }
    }

    /** Reads the function around {@code candidate}, and answers where to look for the next one. */
    private int findAround(CodeReader reader, int candidate) {
        Function function = functions.holding(reader.address(candidate));
        if (!reader.has(function) || function.end() <= reader.address(candidate)) {
            return candidate + 1;
        }
        Body body = reader.read(function);
        if (body.whole() || !function.sized()) {
            addSites(reader, body);
        }
        return Math.max(candidate + 1, reader.endOffset(function));
    }

    private void addSites(CodeReader reader, Body body) {
        if (body.code().isEmpty()) {
            return;
        }
        boolean closed = body.whole() && isClosed(reader, body);
        Placed last = body.code().get(body.code().size() - 1);
        read.merge(reader.offset(body.function().start()), reader.offset(last.end()), Math::max);
        for (int i = 0; i < body.code().size(); i++) {
            Placed placed = body.code().get(i);
            boolean cpuid = placed.instruction().kind() == Kind.CPUID;
            boolean traps = cpuid || placed.instruction().kind() == Kind.SYSTEM_CALL;
            if (traps && placed.instruction().bytes() == TrapSite.BYTES) {
                List<Placed> before = before(body.code().subList(0, i), closed);
                before.stream().skip(1).map(Placed::address).forEach(between::add);
                List<Instruction> instructions =
                        before.stream().map(Placed::instruction).toList();
                found.add(new TrapSite(cpuid, placed.address(), reader.offset(placed.address()), instructions));
            } else if (cpuid) {
                oddCpuid = true;
            }
        }
    }

    private boolean knowsCpuid(Segment segment) {
        int end = segment.fileOffset() + segment.fileBytes();
        for (int at = segment.fileOffset(); at + 1 < end; at++) {
            if (file[at] == ESCAPE && file[at + 1] == CPUID) {
                Map.Entry<Integer, Integer> code = read.floorEntry(at);
                if (code == null || at + TrapSite.BYTES > code.getValue()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whether all ways into the function are known: its jumps lead to itself or to where other functions begin. */
    private boolean isClosed(CodeReader reader, Body body) {
        for (Placed placed : body.code()) {
            Optional<Long> target = reader.target(placed);
            boolean inside = target.isPresent()
                    && target.get() >= body.function().start()
                    && target.get() < body.function().end();
            boolean known = target.isEmpty() || inside || functions.begins(target.get());
            if (!known || placed.instruction().kind() == Kind.LEAVES_BY_TABLE) {
                return false;
            }
        }
        return true;
    }

    /** The last one of {@code code}; or several, if only they are long enough together, and can all be moved. */
    private static List<Placed> before(List<Placed> code, boolean several) {
        int bytes = 0;
        int first = code.size();
        while (bytes < BEFORE_BYTES
                && first > 0
                && code.get(first - 1).instruction().movable()) {
            first--;
            bytes += code.get(first).instruction().bytes();
        }
        boolean enough = bytes >= BEFORE_BYTES && several;
        return code.subList(enough ? first : Math.max(0, code.size() - 1), code.size());
    }

    private List<TrapSite> withoutTargets() {
        if (between.isEmpty()) {
            return found;
        }
        Optional<Set<Long>> targets = codeBytes > CODE_BYTES_MAX ? Optional.empty() : targets();
        return found.stream()
                .map(site -> targets.isPresent() && !isTarget(site, targets.get()) ? site : narrowed(site))
                .toList();
    }

    private static TrapSite narrowed(TrapSite site) {
        return site.before().size() > 1 ? site.alone() : site;
    }

    /** What of {@link #between} any function jumps to; empty if one can't be read. */
    private Optional<Set<Long>> targets() {
        Set<Long> targets = new HashSet<>();
        for (Function function : functions.all()) {
            for (CodeReader reader : readers) {
                if (!reader.has(function)) {
                    continue;
                }
                Body body = reader.read(function);
                if (function.sized() && !body.whole()) {
                    return Optional.empty();
                }
                body.code()
                        .forEach(placed ->
                                reader.target(placed).filter(between::contains).ifPresent(targets::add));
            }
        }
        return Optional.of(targets);
    }

    private static boolean isTarget(TrapSite site, Set<Long> targets) {
        long at = site.address();
        for (int i = site.before().size() - 1; i > 0; i--) {
            at -= site.before().get(i).bytes();
            if (targets.contains(at)) {
                return true;
            }
        }
        return false;
    }
}
