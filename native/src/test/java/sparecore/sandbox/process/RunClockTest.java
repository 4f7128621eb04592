package sparecore.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RunClockTest {
    private long now = 1000;

    @Test
    void standsStillWhilePaused() {
        RunClock clock = new RunClock(() -> now);
        now += 10;
        assertThat(clock.elapsedNanos()).isEqualTo(10);
        clock.pause();
        now += 100;
        clock.pause(); // again: the first one counts
        now += 100;
        assertThat(clock.elapsedNanos()).isEqualTo(10);
        assertThat(clock.paused()).isTrue();
        clock.resume();
        clock.resume();
        now += 5;
        assertThat(clock.elapsedNanos()).isEqualTo(15);
        assertThat(clock.paused()).isFalse();
    }
}
