package sparecore.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.kernel.KernelException;

final class CloneCodeTest {
    /** Checked by hand with objdump -D -b binary -mi386:x86-64 -Mintel. */
    @Test
    void golden() {
        assertThat(HexFormat.of().formatHex(CloneCode.write()))
                .isEqualTo("5341544989fcbf020000004c89e64881c6680000004c89e24881c27000000041ba08000000b80e0000000f05"
                        + "4c89e7be58000000b8b30100000f054885c00f84300000004889c3bf020000004c89e64881c6700000004c89"
                        + "e24881c27000000041ba08000000b80e0000000f054889d8415c5bc3418b7c245831f6b8210000000f054885"
                        + "c00f8905000000e96100000031ff31f6b86d0000000f05bf020000004c89e64881c6780000004c89e24881c2"
                        + "8000000041ba08000000b80e0000000f05418b7c245c4c89e64881c6880000004c89e24881c2900000004d89"
                        + "e24981c28800000041b800100000b8420100000f054989442460bf7f000000b83c0000000f05");
    }

    @Test
    void aFileThatCannotBeExecutedIsARefusalAndLeavesNoProcess() {
        Scratch scratch = Scratch.ofThread();
        Pipe pipe = Pipe.open(scratch.pipe);
        try {
            CloneCall call = new CloneCall();
            assertThatThrownBy(() -> call.spawn(pipe.readEnd(), pipe.readEnd()))
                    .isInstanceOf(KernelException.class)
                    .hasMessageContaining("execveat");
            assertThatThrownBy(() -> call.spawn(pipe.readEnd(), -1)).hasMessageContaining("execveat");
        } finally {
            pipe.close();
        }
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }
}
