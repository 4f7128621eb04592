package sparecore.sandbox.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;
import sparecore.sandbox.selftest.SelfTest.Row;

final class SelfTestTest {
    /** About 1,600 processes. */
    @Test
    void everyHostileProgramDiesAndEverySystemCallIsForbidden() throws Exception {
        List<Row> told = new ArrayList<>();
        try (Sandbox sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false))) {
            List<Row> rows = SelfTest.run(sandbox, true, told::add);
            assertThat(rows).isEqualTo(told).hasSizeGreaterThan(28);
            assertThat(rows).allMatch(Row::pass, "passes");
            assertThat(SelfTest.passed(rows)).isTrue();
        }
    }

    @Test
    void oneFailureOrNothingAtAllIsNoPass() {
        Row good = new Row("a", "b", "b", true);
        Row bad = new Row("a", "b", "c", false);
        assertThat(SelfTest.passed(List.of(good))).isTrue();
        assertThat(SelfTest.passed(List.of(good, bad))).isFalse();
        assertThat(SelfTest.passed(List.of())).isFalse();
    }
}
