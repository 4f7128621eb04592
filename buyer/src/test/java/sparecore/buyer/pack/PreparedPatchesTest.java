package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.buyer.code.TrapSite;
import sparecore.buyer.code.TrapSites;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

final class PreparedPatchesTest {
    private static final PackRuntime.Vectors VECTORS = PackRuntime.built().vectors();
    private static final int SECTIONS_AT = 40;

    private static ParsedElf parse(byte[] program) throws Exception {
        return ElfReader.read(program, AddressSpace.PROGRAM);
    }

    private static PreparedPatches patches(byte[] program) throws Exception {
        return PreparedPatches.of(program, parse(program), VECTORS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stdio.c", "trap_calls.c"})
    void changesNothingButKnownPlacesAndTheInstructionBeforeThem(String source) throws Exception {
        byte[] program = Files.readAllBytes(Compiled.gcc(source));
        Set<Integer> allowed = new HashSet<>();
        for (TrapSite site : TrapSites.of(program, parse(program)).sites()) {
            for (int at = site.fileOffset() - site.beforeBytes(); at < site.fileOffset() + TrapSite.BYTES; at++) {
                allowed.add(at);
            }
        }
        PreparedPatches patches = patches(program);
        assertThat(patches.rows()).isGreaterThan(50);
        for (int at = 0; at < program.length; at++) {
            if (program[at] != patches.program()[at]) {
                assertThat(allowed).contains(at);
            }
        }
        assertThat(patches(program).region()).isEqualTo(patches.region());
    }

    /** The runtime looks for them by halving. */
    @Test
    void rowsAreInTheOrderOfTheirAddresses() throws Exception {
        PreparedPatches patches = patches(Files.readAllBytes(Compiled.gcc("stdio.c")));
        ByteBuffer region = ByteBuffer.wrap(patches.region()).order(ByteOrder.LITTLE_ENDIAN);
        List<Long> addresses = new ArrayList<>();
        for (int i = 0; i < patches.rows(); i++) {
            addresses.add(region.getLong((int) (patches.rowsAddress() - PackRuntime.ROOM_ADDRESS) + 16 * i));
        }
        assertThat(addresses).isSorted().doesNotHaveDuplicates();
        assertThat(PackRuntime.ROOM_ADDRESS + patches.region().length).isLessThanOrEqualTo(PackRuntime.ROOM_END);
    }

    /** What unwinds a stack knows the return from a signal by its bytes. */
    @Test
    void theReturnFromASignalStaysAsItIs() throws Exception {
        byte[] call = {0x48, (byte) 0xc7, (byte) 0xc0, 15, 0, 0, 0, 0x0f, 0x05};
        for (Path path : List.of(Compiled.gcc("signal_calls.c"), Compiled.musl("signal_calls.c"))) {
            byte[] program = Files.readAllBytes(path);
            byte[] patched = patches(program).program();
            int at = indexOf(program, call);
            assertThat(at).isPositive();
            assertThat(indexOf(patched, call)).isEqualTo(at);
        }
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int at = 0; at + part.length <= all.length; at++) {
            if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        return -1;
    }

    /** Its call frames say where its functions are. */
    @Test
    void aStrippedProgramIsChangedInTheSamePlaces() throws Exception {
        byte[] program = Files.readAllBytes(Compiled.gcc("stdio.c"));
        byte[] stripped = Files.readAllBytes(Compiled.stripped("stdio.c"));
        List<Long> known = addresses(program);
        List<Long> without = addresses(stripped);
        assertThat(known).containsAll(without);
        assertThat(without).hasSizeGreaterThan(known.size() * 9 / 10);
        byte[] go = Files.readAllBytes(Compiled.go("goroutines.go"));
        byte[] goStripped = Files.readAllBytes(Compiled.goStripped("goroutines.go"));
        assertThat(addresses(goStripped)).isEqualTo(addresses(go)).hasSizeGreaterThan(10);
    }

    private static List<Long> addresses(byte[] program) throws Exception {
        return TrapSites.of(program, parse(program)).sites().stream()
                .map(TrapSite::address)
                .toList();
    }

    /** So each runs also on a machine that can't catch CPUID, and gives the same there. */
    @Test
    void noCpuidIsLeftInWhatCompilersMake() throws Exception {
        List<Path> programs = List.of(
                Compiled.gcc("stdio.c"),
                Compiled.stripped("stdio.c"),
                Compiled.pie("stdio.c"),
                Compiled.musl("stdio.c"),
                Compiled.cxx("streams.cc"),
                Compiled.rust("channels.rs"),
                Compiled.go("goroutines.go"),
                Compiled.goStripped("goroutines.go"));
        for (Path path : programs) {
            byte[] program = Files.readAllBytes(path);
            assertThat(patches(program).leavesCpuid()).as(path.toString()).isFalse();
        }
        byte[] program = Files.readAllBytes(Compiled.gcc("stdio.c"));
        assertThat(CodeLint.asksCpuid(patches(program).program(), parse(program)))
                .isFalse();
        assertThat(PreparedPatches.none(program, parse(program)).leavesCpuid()).isTrue();
    }

    /** The instruction behind a prefix, outside of all functions, and behind what can't be read. */
    @Test
    void aCpuidThatIsNotKnownIsLeft() throws Exception {
        byte[] program = Files.readAllBytes(Compiled.gcc("stdio.c"));
        TrapSite site = TrapSites.of(program, parse(program)).sites().stream()
                .filter(found -> found.cpuid() && found.beforeBytes() > 0)
                .findFirst()
                .orElseThrow();
        assertThat(patches(withBefore(site, program, 0x90)).leavesCpuid()).isFalse();
        assertThat(patches(withBefore(site, program, 0xf3)).leavesCpuid()).isTrue();
        assertThat(patches(withBefore(site, program, 0x06)).leavesCpuid()).isTrue();
        Segment code = parse(program).segments().stream()
                .filter(Segment::isExecutable)
                .findFirst()
                .orElseThrow();
        byte[] between = program.clone();
        int end = code.fileOffset() + code.fileBytes();
        between[end - 2] = 0x0f;
        between[end - 1] = (byte) 0xa2;
        assertThat(patches(between).leavesCpuid()).isTrue();
    }

    /** With {@code last} right before a site, and nops instead of what was there. */
    private static byte[] withBefore(TrapSite site, byte[] program, int last) {
        byte[] changed = program.clone();
        int bytes = site.before().get(site.before().size() - 1).bytes();
        Arrays.fill(changed, site.fileOffset() - bytes, site.fileOffset(), (byte) 0x90);
        changed[site.fileOffset() - 1] = (byte) last;
        return changed;
    }

    @Test
    void aProgramThatSaysNothingOfItsFunctionsStaysAsItIs() throws Exception {
        byte[] program = Files.readAllBytes(Compiled.gcc("stdio.c"));
        byte[] stripped = program.clone();
        Arrays.fill(stripped, SECTIONS_AT, SECTIONS_AT + Long.BYTES, (byte) 0);
        Arrays.fill(stripped, 60, 62, (byte) 0);
        PreparedPatches patches = patches(stripped);
        assertThat(patches.program()).isEqualTo(stripped);
        assertThat(patches.region()).isEmpty();
        assertThat(patches.leavesCpuid()).isTrue();
    }

    /** Sections, symbols and code are a stranger's: whatever they say, nothing outside of executable segments changes, and nothing breaks. */
    @Test
    void whateverTheSymbolsSayOnlyCodeChanges() throws Exception {
        byte[] program = Files.readAllBytes(Compiled.musl("stdio.c"));
        ByteBuffer header = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        onlyCodeChanges(program, symbolsOf(header, (int) header.getLong(SECTIONS_AT)));
    }

    @Test
    void whateverTheCallFramesSayOnlyCodeChanges() throws Exception {
        byte[] program = Files.readAllBytes(Compiled.stripped("stdio.c"));
        onlyCodeChanges(program, indexOf(program, "zR".getBytes(StandardCharsets.US_ASCII)) - 9);
    }

    @Test
    void whateverGosTableSaysOnlyCodeChanges() throws Exception {
        byte[] program = Files.readAllBytes(Compiled.goStripped("goroutines.go"));
        onlyCodeChanges(program, indexOf(program, new byte[] {-1, -1, -1, 0, 0, 1, 8}) - 1);
    }

    /** With some bytes changed behind {@code table}, or in the table of sections. */
    private static void onlyCodeChanges(byte[] program, int table) throws Exception {
        ParsedElf elf = parse(program);
        int sections =
                (int) ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN).getLong(SECTIONS_AT);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] file = program.clone();
            for (int j = 0; j <= random.nextInt(20); j++) {
                boolean section = random.nextInt(4) == 0;
                int at = section ? sections + random.nextInt(file.length - sections) : table + random.nextInt(24 * 200);
                file[at] = (byte) random.nextInt();
            }
            byte[] patched = PreparedPatches.of(file, elf, VECTORS).program();
            assertThat(withoutCode(patched, elf))
                    .as("seed %s, round %s", seed, i)
                    .isEqualTo(withoutCode(file, elf));
        }
    }

    private static byte[] withoutCode(byte[] file, ParsedElf elf) {
        byte[] rest = file.clone();
        elf.segments().stream()
                .filter(Segment::isExecutable)
                .forEach(code -> Arrays.fill(rest, code.fileOffset(), code.fileOffset() + code.fileBytes(), (byte) 0));
        return rest;
    }

    private static int symbolsOf(ByteBuffer elf, int sections) {
        for (int row = sections; ; row += 64) {
            if (elf.getInt(row + 4) == 2) {
                return (int) elf.getLong(row + 24);
            }
        }
    }
}
