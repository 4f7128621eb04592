package sparecore.buyer.pack;

import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.DispatchNote;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.image.AddressSpace;

/** What a program expects of its surroundings. */
public enum Abi {
    /** Read, write, return from a signal and exit; nothing else. */
    RAW,
    /** Linux, as far as it can be had inside one process. */
    LINUX;

    /**
     * What {@code file} needs: raw if it says so in a note, as everything does that the SDK compiles, or if it is packed already; else
     * Linux.
     *
     * @throws BadProgramException if no sandbox would run it
     */
    public static Abi of(byte[] file) throws BadProgramException {
        boolean packed = ElfReader.read(file, AddressSpace.PROGRAM).dispatch().isPresent();
        return packed || DispatchNote.saysRaw(file) ? RAW : LINUX;
    }
}
