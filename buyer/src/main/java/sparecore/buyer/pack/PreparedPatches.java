package sparecore.buyer.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import sparecore.buyer.code.Instruction;
import sparecore.buyer.code.TrapSite;
import sparecore.buyer.code.TrapSites;
import sparecore.sandbox.elf.ParsedElf;

/**
 * Places in a program that would trap, changed beforehand: a signal for each is what a start costs most. The runtime does the same at run
 * time (dispatch/patch.c), for what is not known here.
 *
 * <p>A place is known if reading its function from the beginning meets it ({@link TrapSites}). It is displaced together with what is
 * before it, if that is long enough for a jump: a jump to the place itself then meets {@code 06 00}, which is no instruction, and is
 * answered as before. A CPUID behind less becomes INT 3.
 *
 * @param program the program with its changed places
 * @param region what goes to {@link PackRuntime#ROOM_ADDRESS}: slots, then rows of {@code struct pack_site}, then trampolines; maybe nothing
 * @param rowsAddress where the rows are
 * @param rows how many
 * @param leavesCpuid whether the changed program may still ask the processor itself for its features
 */
record PreparedPatches(byte[] program, byte[] region, long rowsAddress, int rows, boolean leavesCpuid) {
    /** A C library has some hundred. Slots, rows and trampolines of so many fit the room. */
    private static final int SITES_MAX = 175;

    private static final int SLOT_BYTES = Long.BYTES;
    private static final int ROW_BYTES = 16;
    private static final int TRAMPOLINE_BYTES = 64;
    /** {@code jmp *slot}, its address in four bytes. */
    private static final int JUMP_BYTES = 7;

    private static final byte NOP = (byte) 0x90;
    /** rt_sigreturn(2): who unwinds the stack knows it by its bytes. */
    private static final int SIGNAL_RETURN = 15;

    /** What is where a place was: {@code PACK_SITE_} constants of {@code buyer/runtime/kernel/pack.h}. */
    private enum Kind {
        CALL(1),
        CPUID(2),
        BREAKPOINT(3);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private record Patch(Kind kind, TrapSite site) {}

    /** Changes nothing. */
    static PreparedPatches none(byte[] program, ParsedElf elf) {
        return none(program, CodeLint.asksCpuid(program, elf));
    }

    private static PreparedPatches none(byte[] program, boolean leavesCpuid) {
        return new PreparedPatches(program, new byte[0], 0, 0, leavesCpuid);
    }

    /** Changes what is known for sure in {@code program}, which was read as {@code elf}. */
    static PreparedPatches of(byte[] program, ParsedElf elf, PackRuntime.Vectors vectors) {
        TrapSites.Found found = TrapSites.of(program, elf);
        List<Patch> calls = new ArrayList<>();
        List<Patch> cpuids = new ArrayList<>();
        for (TrapSite site : found.sites()) {
            boolean jumps = hasRoom(site);
            if (site.cpuid()) {
                cpuids.add(new Patch(jumps ? Kind.CPUID : Kind.BREAKPOINT, site));
            } else if (jumps && onlySetsRegisters(site) && !returns(program, site)) {
                calls.add(new Patch(Kind.CALL, site));
            }
        }
        // Who leaves no CPUID runs also where none can be caught.
        boolean leavesCpuid = !found.knowsCpuid() || cpuids.size() > SITES_MAX;
        List<Patch> patches = Stream.concat(cpuids.stream(), calls.stream())
                .limit(SITES_MAX)
                .sorted(Comparator.comparingLong(patch -> patch.site().address()))
                .toList();
        if (patches.isEmpty()) {
            return none(program, leavesCpuid);
        }
        return new Writer(program.clone(), patches, vectors).write(leavesCpuid);
    }

    private static boolean hasRoom(TrapSite site) {
        boolean movable = site.before().stream().allMatch(Instruction::movable);
        return movable && site.beforeBytes() + TrapSite.BYTES >= JUMP_BYTES;
    }

    /** Calls behind which a library looks where it was interrupted, to cancel a thread, have their last argument put into memory before. */
    private static boolean onlySetsRegisters(TrapSite site) {
        return site.before().stream().allMatch(before -> before.kind() == Instruction.Kind.SETS_REGISTER);
    }

    private static boolean returns(byte[] program, TrapSite site) {
        int constant =
                ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN).getInt(site.fileOffset() - Integer.BYTES);
        return constant == SIGNAL_RETURN;
    }

    /** Writes both sides of all patches. */
    private static final class Writer {
        private final byte[] program;
        private final List<Patch> patches;
        private final PackRuntime.Vectors vectors;
        private final int rowsAt;
        private final int trampolinesAt;
        private final ByteBuffer region;

        Writer(byte[] program, List<Patch> patches, PackRuntime.Vectors vectors) {
            this.program = program;
            this.patches = patches;
            this.vectors = vectors;
            int count = patches.size();
            rowsAt = (count * SLOT_BYTES + ROW_BYTES - 1) / ROW_BYTES * ROW_BYTES;
            trampolinesAt = (rowsAt + count * ROW_BYTES + TRAMPOLINE_BYTES - 1) / TRAMPOLINE_BYTES * TRAMPOLINE_BYTES;
            region = ByteBuffer.allocate(trampolinesAt + count * TRAMPOLINE_BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }

        PreparedPatches write(boolean leavesCpuid) {
            for (int i = 0; i < patches.size(); i++) {
                Patch patch = patches.get(i);
                region.putLong(rowsAt + i * ROW_BYTES, patch.site().address());
                region.putInt(rowsAt + i * ROW_BYTES + Long.BYTES, patch.kind().number);
                if (patch.kind() == Kind.BREAKPOINT) {
                    putBreakpoint(patch.site());
                } else {
                    region.putLong(i * SLOT_BYTES, trampoline(i));
                    putTrampoline(i, patch);
                    putJump(patch.site(), PackRuntime.ROOM_ADDRESS + (long) i * SLOT_BYTES);
                }
            }
            return new PreparedPatches(
                    program, region.array(), PackRuntime.ROOM_ADDRESS + rowsAt, patches.size(), leavesCpuid);
        }

        private long trampoline(int index) {
            return PackRuntime.ROOM_ADDRESS + trampolinesAt + (long) index * TRAMPOLINE_BYTES;
        }

        private void putBreakpoint(TrapSite site) {
            program[site.fileOffset()] = (byte) 0xcd; // int 3
            program[site.fileOffset() + 1] = 3;
        }

        /** nops; jmp *slot. */
        private void putJump(TrapSite site, long slot) {
            int start = site.fileOffset() - site.beforeBytes();
            int end = site.fileOffset() + TrapSite.BYTES;
            for (int at = start; at < end - JUMP_BYTES; at++) {
                program[at] = NOP;
            }
            ByteBuffer jump =
                    ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN).position(end - JUMP_BYTES);
            jump.put((byte) 0xff).put((byte) 0x24).put((byte) 0x25).putInt((int) slot);
        }

        private void putTrampoline(int index, Patch patch) {
            region.position(trampolinesAt + index * TRAMPOLINE_BYTES);
            putDisplaced(patch.site(), trampoline(index));
            if (patch.kind() == Kind.CALL) {
                putCall();
            } else {
                putIdentify();
            }
            emit(0xff, 0x25).putInt(0); // jmp *0(%rip)
            region.putLong(patch.site().address() + TrapSite.BYTES);
        }

        private void putDisplaced(TrapSite site, long to) {
            int at = region.position();
            long moved = site.address() - site.beforeBytes() - to;
            region.put(program, site.fileOffset() - site.beforeBytes(), site.beforeBytes());
            for (Instruction before : site.before()) {
                if (before.distanceAt() >= 0) {
                    int place = at + before.distanceAt();
                    region.putInt(place, Math.toIntExact(region.getInt(place) + moved));
                }
                at += before.bytes();
            }
        }

        /** What dispatch/patch.c writes: a system call overwrites rcx and r11 anyway; the slow way is for calls that need a signal frame. */
        private void putCall() {
            emit(0x48, 0x8d, 0x0d).putInt(7 + 5 + 2); // lea resume(%rip), %rcx
            emit(0x4c, 0x8d, 0x1d).putInt(5); // lea slow(%rip), %r11
            putJumpTo(vectors.call());
            emit(0x0f, 0x05); // slow: syscall
        }

        /** CPUID leaves no register free, so where to go on is left in memory. */
        private void putIdentify() {
            int resume = region.position() + 12 + 5;
            emit(0x48, 0xc7, 0x04, 0x25).putInt((int) vectors.identifyResume()); // movq $resume, identify_resume
            region.putInt((int) (PackRuntime.ROOM_ADDRESS + resume));
            putJumpTo(vectors.identify());
        }

        private void putJumpTo(long target) {
            emit(0xe9);
            region.putInt((int) (target - (PackRuntime.ROOM_ADDRESS + region.position() + Integer.BYTES)));
        }

        private ByteBuffer emit(int... bytes) {
            for (int value : bytes) {
                region.put((byte) value);
            }
            return region;
        }
    }
}
