package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.sandbox.SandboxUnavailableException.Reason;

final class HostCheckTest {
    @Test
    void acceptsThisHost() {
        assertThatCode(HostCheck::requireUsableHost).doesNotThrowAnyException();
    }

    @Test
    void refusesOtherPlatforms() {
        assertThat(reason(() -> HostCheck.requirePlatform("Mac OS X", "x86_64")))
                .isEqualTo(Reason.WRONG_PLATFORM);
        assertThat(reason(() -> HostCheck.requirePlatform("Linux", "aarch64"))).isEqualTo(Reason.WRONG_PLATFORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.8.18", "4.19.0-27-amd64", "3.10.0", "unknown", ""})
    void refusesKernelsThatAreTooOld(String release) {
        assertThat(reason(() -> HostCheck.requireKernel(release))).isEqualTo(Reason.KERNEL_TOO_OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.9.0", "5.10.0-30-amd64", "6.1.0", "6.18.44-custom", "10.0"})
    void acceptsLaterKernels(String release) {
        assertThatCode(() -> HostCheck.requireKernel(release)).doesNotThrowAnyException();
    }

    @Test
    void refusesWhereAFilterIsInstalledAndSaysWhatToDo() {
        String status = "Name:\tjava\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n";
        SandboxUnavailableException refusal =
                catchThrowableOfType(SandboxUnavailableException.class, () -> HostCheck.requireNoFilter(status));
        assertThat(refusal.reason()).isEqualTo(Reason.SECCOMP_ALREADY_ACTIVE);
        assertThat(refusal).hasMessageContaining("seccomp=unconfined").hasMessageContaining("Seccomp: 2");
        assertThatCode(() -> HostCheck.requireNoFilter(status.replace("Seccomp:\t2", "Seccomp:\t0")))
                .doesNotThrowAnyException();
        assertThat(reason(() -> HostCheck.requireNoFilter("Name:\tjava\n"))).isEqualTo(Reason.KERNEL_TOO_OLD);
    }

    private static Reason reason(ThrowingCallable check) {
        return catchThrowableOfType(SandboxUnavailableException.class, check).reason();
    }
}
