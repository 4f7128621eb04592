package sparecore.buyer.pack;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sparecore.buyer.code.UnequalSites;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

/**
 * Looks for instructions whose results differ from run to run or from processor to processor, and which no sandbox can catch.
 *
 * <p>It looks for the bytes of most of them wherever code may run, so it may name bytes that are a part of something else; for those of {@link
 * UnequalSites} it looks in functions alone. It can't see code that is made at run time. Encodings: Intel manual, volume 2.
 */
public final class CodeLint {
    private static final int FINDINGS_MAX = 1000;
    private static final String OTHER_MAKERS = "other last bits on processors of other makers";

    private final byte[] file;
    private final Segment segment;
    private final int end;

    private CodeLint(byte[] file, Segment segment) {
        this.file = file;
        this.segment = segment;
        this.end = segment.fileOffset() + segment.fileBytes();
    }

    /**
     * What there is in {@code file}, by address; the first thousand.
     *
     * @throws BadProgramException if no sandbox would run it
     */
    public static List<Finding> findings(byte[] file) throws BadProgramException {
        ParsedElf elf = ElfReader.read(file, AddressSpace.PROGRAM);
        List<Finding> findings = new ArrayList<>();
        for (Segment segment : elf.segments()) {
            if (segment.isExecutable()) {
                new CodeLint(file, segment).addTo(findings);
            }
        }
        UnequalSites.of(file, elf)
                .forEach(site -> findings.add(new Finding(site.instruction(), site.address(), OTHER_MAKERS)));
        return findings.stream()
                .sorted(Comparator.comparingLong(Finding::address))
                .limit(FINDINGS_MAX)
                .toList();
    }

    /** Whether the bytes of CPUID are anywhere where code may run. */
    static boolean asksCpuid(byte[] file, ParsedElf elf) {
        for (Segment segment : elf.segments()) {
            if (segment.isExecutable() && new CodeLint(file, segment).hasCpuid()) {
                return true;
            }
        }
        return false;
    }

    private boolean hasCpuid() {
        for (int at = segment.fileOffset(); at + 1 < end; at++) {
            if (file[at] == 0x0f && unsigned(at + 1) == 0xa2) {
                return true;
            }
        }
        return false;
    }

    private void addTo(List<Finding> findings) {
        for (int at = segment.fileOffset(); at + 2 < end && findings.size() < FINDINGS_MAX; at++) {
            if (file[at] == 0x0f) {
                look(at, findings);
            }
        }
    }

    private void look(int at, List<Finding> findings) {
        int second = unsigned(at + 1);
        int third = unsigned(at + 2);
        if (second == 0xc7 && third >= 0xf0 && third <= 0xf7) {
            add(findings, "RDRAND", at, "other random numbers in every run");
        } else if (second == 0xc7 && third >= 0xf8 && at > 0 && unsigned(at - 1) == 0xf3) {
            add(findings, "RDPID", at - 1, "the number of the core that it happens to run on");
        } else if (second == 0xc7 && third >= 0xf8) {
            add(findings, "RDSEED", at, "other random numbers in every run");
        } else if (second == 0x01 && third == 0xd0) {
            add(findings, "XGETBV", at, "the processor's own register state, whatever CPUID says");
        }
    }

    private void add(List<Finding> findings, String name, int at, String why) {
        findings.add(new Finding(name, segment.address() + (at - segment.fileOffset()), why));
    }

    private int unsigned(int at) {
        return Byte.toUnsignedInt(file[at]);
    }
}
