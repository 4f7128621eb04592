package sparecore.buyer.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.CallDispatch;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

/** The code that answers a packed program's system calls, as {@code buyer/runtime/build} made it. Immutable. */
final class PackRuntime {
    /** Where {@code struct pack} of {@code buyer/runtime/kernel/pack.h} is, among the runtime's code: {@code buyer/runtime/runtime.ld}. */
    static final long HEADER_ADDRESS = 0x6_0040L;
    /** The packer's room among the code: patches, whose slots must be at 0x6xxxx ({@code dispatch/patch.c}), and what the header points to. */
    static final long ROOM_ADDRESS = 0x6_0240L;
    /** Behind its last byte. */
    static final long ROOM_END = 0x6_4000L;
    /** Where what the header points to is if the room is too small, behind the runtime's memory. */
    static final long PACK_ADDRESS = 0x1c_0000L;
    /** Behind the last byte that a pack's own data may take there: below, no linker puts a program. */
    static final long PACK_END = 0x20_0000L;
    /** Where the contents of a job's files are, far behind any program. */
    static final long FILES_ADDRESS = 0xf_0000_0000L;
    /** PACK_VERSION of the same file. */
    static final int VERSION = 3;

    /**
     * What prepared patches jump to, as the runtime says behind the place of the header.
     *
     * @param call answers a system call
     * @param identify answers CPUID
     * @param identifyResume where that is told where to go on
     */
    record Vectors(long call, long identify, long identifyResume) {}

    private static final String RESOURCE = "runtime";
    private static final PackRuntime BUILT = load();

    private final byte[] file;
    private final ParsedElf elf;
    private final CallDispatch dispatch;

    private PackRuntime(byte[] file, ParsedElf elf, CallDispatch dispatch) {
        this.file = file;
        this.elf = elf;
        this.dispatch = dispatch;
    }

    /** The one that belongs to this version. */
    static PackRuntime built() {
        return BUILT;
    }

    private static PackRuntime load() {
        try (InputStream in = PackRuntime.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the runtime is missing from this build: run buyer/runtime/build");
            }
            byte[] file = in.readAllBytes();
            ParsedElf elf = ElfReader.read(file, AddressSpace.PROGRAM);
            return new PackRuntime(file, elf, elf.dispatch().orElseThrow());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BadProgramException e) {
            throw new IllegalStateException("the runtime of this build is damaged", e);
        }
    }

    /** As it was built: the place for the header is empty. */
    byte[] file() {
        return file;
    }

    /** A copy that has {@code header} where the runtime looks for it, and {@code room} in the packer's room. */
    byte[] file(byte[] header, byte[] room) {
        byte[] copy = file.clone();
        System.arraycopy(header, 0, copy, offset(HEADER_ADDRESS), header.length);
        System.arraycopy(room, 0, copy, offset(ROOM_ADDRESS), room.length);
        return copy;
    }

    Vectors vectors() {
        ByteBuffer words = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        words.position(offset(HEADER_ADDRESS + PackData.HEADER_BYTES));
        return new Vectors(words.getLong(), words.getLong(), words.getLong());
    }

    private int offset(long address) {
        Segment code = elf.segments().get(0);
        return code.fileOffset() + Math.toIntExact(address - code.address());
    }

    ParsedElf elf() {
        return elf;
    }

    /** What it asks to have armed, for a program of {@code cpuLevel}. */
    CallDispatch dispatch(int cpuLevel, boolean asksCpuid) {
        return new CallDispatch(
                dispatch.handler(),
                dispatch.restorer(),
                dispatch.gateStart(),
                dispatch.gateBytes(),
                dispatch.signalStack(),
                dispatch.signalStackBytes(),
                dispatch.stackBytes(),
                cpuLevel,
                asksCpuid);
    }
}
