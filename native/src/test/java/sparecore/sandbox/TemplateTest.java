package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.sandbox.asm.Register.R11;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.asm.Condition;
import sparecore.sandbox.asm.Label;
import sparecore.sandbox.image.AddressSpace;
import sparecore.sandbox.kernel.SystemCall;
import sparecore.sandbox.stub.Stub;

/** The processes that runs are copied from: how many there are, what becomes of one that is lost, and what a program gets of them. */
final class TemplateTest {
    private static final int IMAGES_MAX = 2;
    private static final int START_BYTES = 4096;
    /** Less than the shortest system call with its check, so that none is left out. */
    private static final int OFFSET_STEP = 3;

    private static final Limits LIMITS = Limits.DEFAULT.withCpuSeconds(1).withOutputBytes(START_BYTES);

    private Sandbox sandbox;

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false).withImagesMax(IMAGES_MAX));
    }

    @AfterEach
    void close() {
        sandbox.close();
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void thereIsOneForEachImageThatIsKept() throws Exception {
        for (int status = 0; status < 2 * IMAGES_MAX; status++) {
            for (int run = 0; run < 2; run++) {
                assertThat(sandbox.run(Programs.exit(status), LIMITS, Invocation.of("exit"))
                                .exitCode())
                        .isEqualTo(status);
            }
        }
        assertThat(Processes.templates())
                .hasSizeBetween(IMAGES_MAX, IMAGES_MAX + 1); // one more if a run came while a spare was made
    }

    @Test
    void thereIsNoneOfWhatIsForgotten() throws Exception {
        assertThat(sandbox.run(Programs.exit(7), LIMITS, Invocation.of("exit")).exitCode())
                .isEqualTo(7);
        assertThat(Processes.templates()).isNotEmpty();
        sandbox.forget();
        assertThat(sandbox.imagesKept()).isZero();
        // A spare may have been in the making.
        Poll.until("nothing waits", () -> ProcessHandle.current().children().noneMatch(ProcessHandle::isAlive));
        assertThat(sandbox.run(Programs.exit(7), LIMITS, Invocation.of("exit")).exitCode())
                .isEqualTo(7);
    }

    @Test
    void oneThatWasKilledIsReplaced() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(sandbox.run(Programs.exit(7), LIMITS, Invocation.of("exit"))
                            .exitCode())
                    .isEqualTo(7);
            Processes.kill(Processes.waiting());
        }
    }

    @Test
    void aRunGoesOnWithoutIt() throws Exception {
        Run run = sandbox.start(Programs.copyTo(1), LIMITS, new Invocation(List.of("copy"), Map.of(), new byte[9]));
        // At first a copy has its template's name.
        List<ProcessHandle> templates = Processes.templates().stream()
                .filter(one -> one.pid() != run.pid())
                .toList();
        assertThat(templates).isNotEmpty();
        Processes.kill(templates);
        assertThat(run.await().outcome()).isEqualTo(Outcome.EXITED);
    }

    @Test
    void leavesNothingInTheStartBlock() throws Exception {
        byte[] first = sandbox.run(Programs.dumpStart(START_BYTES), LIMITS, Invocation.of("a", "b"))
                .output();
        byte[] second = sandbox.run(Programs.dumpStart(START_BYTES), LIMITS, Invocation.of("a", "b"))
                .output();
        assertThat(second).isEqualTo(first).hasSize(START_BYTES);
    }

    /** The stub's code stays where it is; whoever jumps into it is in strict mode, and alone. */
    @Test
    void aJumpAnywhereIntoTheStubGainsNothing() throws Exception {
        for (int offset = 0; offset < Stub.BYTES_MAX / 2; offset += OFFSET_STEP) {
            RunReport report = sandbox.run(jumpOnceTo(AddressSpace.STUB + offset), LIMITS, Invocation.of("jump"));
            assertThat(report.outcome())
                    .as("offset %d: %s", offset, report.describe())
                    .isIn(Outcome.FORBIDDEN_CALL, Outcome.CRASHED, Outcome.EXITED, Outcome.CPU_LIMIT);
        }
        assertThat(Processes.others()).isEmpty();
    }

    /** The end of the stub starts the program again, which then exits. */
    private static Program jumpOnceTo(long address) {
        Assembler code = new Assembler();
        Label first = new Label();
        code.emit(0x48, 0xff, 0x44, 0x24, 0xf8); // inc qword [rsp - 8]
        code.emit(0x48, 0x83, 0x7c, 0x24, 0xf8, 0x01); // cmp qword [rsp - 8], 1
        code.jumpIf(Condition.EQUAL, first).systemCall(SystemCall.EXIT, 0);
        return Programs.of(code.bind(first).move(R11, address).jumpTo(R11));
    }
}
