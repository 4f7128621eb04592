package sparecore.sandbox.asm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Golden bytes, each checked once by hand against GNU as. */
final class AssemblerTest {
    @ParameterizedTest
    @CsvSource({
        "RAX, 0, 31c0",
        "RDI, 0, 31ff",
        "R8, 0, 4531c0",
        "R15, 0, 4531ff",
        "RAX, 60, b83c000000",
        "RDI, 4294967295, bfffffffff",
        "R10, 50, 41ba32000000",
        "R8, -1, 49b8ffffffffffffffff",
        "RSP, 270582939648, 48bc000000003f000000",
        "R11, 4194304, 41bb00004000"
    })
    void loadsConstantsByTheShortestEncoding(Register register, long value, String expected) {
        assertThat(hex(new Assembler().move(register, value))).isEqualTo(expected);
    }

    @Test
    void encodesEachInstructionWithLowAndHighRegisters() {
        assertThat(hex(new Assembler().moveRegister(Register.RSI, Register.RSP)))
                .isEqualTo("4889e6");
        assertThat(hex(new Assembler().moveRegister(Register.R12, Register.R9))).isEqualTo("4d89cc");
        assertThat(hex(new Assembler().add(Register.RBX, Register.R10))).isEqualTo("4c01d3");
        assertThat(hex(new Assembler().xor(Register.RAX, Register.RDX))).isEqualTo("4831d0");
        assertThat(hex(new Assembler().and(Register.R8, Register.RDX))).isEqualTo("4921d0");
        assertThat(hex(new Assembler().multiply(Register.RAX, Register.R9))).isEqualTo("490fafc1");
        assertThat(hex(new Assembler().multiply(Register.R9, Register.RAX))).isEqualTo("4c0fafc8");
        assertThat(hex(new Assembler().subtract(Register.RSP, 0x10000))).isEqualTo("4881ec00000100");
        assertThat(hex(new Assembler().add(Register.R9, 1))).isEqualTo("4981c101000000");
        assertThat(hex(new Assembler().compare(Register.RAX, -2))).isEqualTo("4881f8feffffff");
        assertThat(hex(new Assembler().test(Register.RAX))).isEqualTo("4885c0");
        assertThat(hex(new Assembler().test(Register.R13))).isEqualTo("4d85ed");
        assertThat(hex(new Assembler().shiftLeft(Register.RDX, 13))).isEqualTo("48c1e20d");
        assertThat(hex(new Assembler().shiftRight(Register.R10, 7))).isEqualTo("49c1ea07");
        assertThat(hex(new Assembler().jumpTo(Register.R11))).isEqualTo("41ffe3");
        assertThat(hex(new Assembler().jumpTo(Register.RAX))).isEqualTo("ffe0");
        assertThat(hex(new Assembler().systemCall())).isEqualTo("0f05");
    }

    @Test
    void putsArgumentsOfASystemCallWhereTheKernelLooks() {
        assertThat(hex(new Assembler().systemCall(9, 1, 2, 3, 4, 5, 6)))
                .isEqualTo("bf01000000" + "be02000000" + "ba03000000" + "41ba04000000" + "41b805000000" + "41b906000000"
                        + "b809000000" + "0f05");
    }

    @Test
    void resolvesJumpsInBothDirections() {
        Label back = new Label();
        Label forth = new Label();
        Assembler code = new Assembler().bind(back).jumpIf(Condition.NOT_NEGATIVE, forth);
        code.jump(back).bind(forth);
        assertThat(hex(code)).isEqualTo("0f8905000000" + "e9f5ffffff");
    }

    @Test
    void growsBeyondItsFirstBuffer() {
        Assembler code = new Assembler();
        for (int i = 0; i < 1000; i++) {
            code.systemCall();
        }
        assertThat(code.bytes()).hasSize(2000);
    }

    @Test
    void refusesLabelsThatWereNeverBoundOrBoundTwice() {
        Label lost = new Label();
        Assembler code = new Assembler().jump(lost);
        assertThatThrownBy(code::bytes).hasMessageContaining("never bound");
        code.bind(lost);
        assertThatThrownBy(() -> code.bind(lost)).hasMessageContaining("bound twice");
    }

    private static String hex(Assembler code) {
        return HexFormat.of().formatHex(code.bytes());
    }
}
