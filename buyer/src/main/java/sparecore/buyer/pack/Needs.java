package sparecore.buyer.pack;

import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.CallDispatch;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.image.AddressSpace;
import sparecore.slot.ProgramNeeds;

/** What a program that is sent to sellers needs of a slot, read from its own file. Pure. */
public final class Needs {
    private Needs() {}

    /**
     * A raw program says nothing of its processor: it counts as one for the baseline, which may ask for the processor's features if
     * the bytes of CPUID are in its code.
     *
     * @param front of a file that is raw, or packed
     * @param wholeBytes the file's size
     * @throws BadProgramException if no sandbox would run it
     */
    public static ProgramNeeds of(byte[] front, long wholeBytes) throws BadProgramException {
        ParsedElf elf = ElfReader.read(front, wholeBytes, AddressSpace.PROGRAM);
        if (elf.dispatch().isPresent()) {
            CallDispatch dispatch = elf.dispatch().get();
            return new ProgramNeeds(sparecore.slot.Abi.LINUX, dispatch.cpuLevel(), dispatch.asksCpuid());
        }
        return new ProgramNeeds(sparecore.slot.Abi.RAW, ProgramNeeds.CPU_LEVEL_MIN, CodeLint.asksCpuid(front, elf));
    }
}
