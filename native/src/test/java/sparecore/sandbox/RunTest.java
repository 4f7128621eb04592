package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunTest {
    private static final Limits SMALL = Limits.DEFAULT.withCpuSeconds(1);

    private Sandbox sandbox;

    @BeforeAll
    void open() throws Exception {
        sandbox = Sandbox.open(SandboxPolicy.DEFAULT);
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void copiesInputToOutputAndKeepsTheExitCode() throws Exception {
        byte[] input = "hello".getBytes(StandardCharsets.US_ASCII);
        RunReport report =
                sandbox.run(Programs.copyTo(1), SMALL, Invocation.of("copy").withInput(input));
        assertThat(report.describe()).isEqualTo("the program ended by itself with status 7");
        assertThat(report.output()).isEqualTo(input);
    }

    @Test
    void passesMegabytesThrough() throws Exception {
        byte[] input = new byte[3_000_001];
        new java.util.Random(1).nextBytes(input);
        RunReport report =
                sandbox.run(Programs.copyTo(1), SMALL, Invocation.of("copy").withInput(input));
        assertThat(report.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(report.output()).isEqualTo(input);
    }
}
