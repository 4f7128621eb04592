package sparecore.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sparecore.sandbox.SandboxUnavailableException.Reason;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.OpenFlag;

/** Questions that the host answers without a trial: is this the right platform, and is strict mode still to be had. */
final class HostCheck {
    /** close_range(2) came with Linux 5.9. */
    private static final int KERNEL_MAJOR_MIN = 5;

    private static final int KERNEL_MINOR_MIN = 9;
    private static final int STANDARD_STREAMS = 3;
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");
    private static final Pattern SECCOMP = Pattern.compile("(?m)^Seccomp:\\s+(\\d)$");

    private HostCheck() {}

    /** Throws unless a trial makes sense. */
    static void requireUsableHost() throws SandboxUnavailableException {
        requirePlatform(System.getProperty("os.name"), System.getProperty("os.arch"));
        requireKernel(System.getProperty("os.version"));
        requireNoFilter(processStatus());
        requireStandardStreams();
    }

    static void requirePlatform(String system, String machine) throws SandboxUnavailableException {
        boolean linux = system.toLowerCase(Locale.ROOT).equals("linux");
        if (!linux || !(machine.equals("amd64") || machine.equals("x86_64"))) {
            throw new SandboxUnavailableException(
                    Reason.WRONG_PLATFORM,
                    "this is " + system + " on " + machine + "; programs can be run on Linux on x86-64 only");
        }
    }

    static void requireKernel(String release) throws SandboxUnavailableException {
        Matcher version = VERSION.matcher(release);
        boolean known = version.matches();
        int major = known ? Integer.parseInt(version.group(1)) : 0;
        int minor = known ? Integer.parseInt(version.group(2)) : 0;
        if (major < KERNEL_MAJOR_MIN || (major == KERNEL_MAJOR_MIN && minor < KERNEL_MINOR_MIN)) {
            throw new SandboxUnavailableException(
                    Reason.KERNEL_TOO_OLD, "the kernel is Linux " + release + "; 5.9 or later is needed");
        }
    }

    /** seccomp_may_assign_mode() in kernel/seccomp.c: a mode that is set can never become another one. */
    static void requireNoFilter(String status) throws SandboxUnavailableException {
        Matcher seccomp = SECCOMP.matcher(status);
        if (!seccomp.find()) {
            throw new SandboxUnavailableException(
                    Reason.KERNEL_TOO_OLD, "the kernel is built without seccomp; one with CONFIG_SECCOMP is needed");
        }
        if (!seccomp.group(1).equals("0")) {
            throw new SandboxUnavailableException(
                    Reason.SECCOMP_ALREADY_ACTIVE,
                    "a seccomp filter is already installed on this process (Seccomp: " + seccomp.group(1)
                            + "), so strict mode can't be had; in a container add --security-opt seccomp=unconfined,"
                            + " under systemd remove SystemCallFilter=");
        }
    }

    private static String processStatus() throws SandboxUnavailableException {
        try {
            return Files.readString(Path.of("/proc/self/status"));
        } catch (IOException e) {
            throw new SandboxUnavailableException(
                    Reason.LOCK_DOWN_FAILED, "/proc/self/status can't be read (" + e + "); mount /proc");
        }
    }

    /** A pipe end that took the place of a missing standard stream would be lost when the child's are put there. */
    private static void requireStandardStreams() throws SandboxUnavailableException {
        for (int fd = 0; fd < STANDARD_STREAMS; fd++) {
            if (Libc.fcntl(fd, OpenFlag.F_GETFD, 0) < 0) {
                throw new SandboxUnavailableException(
                        Reason.STANDARD_STREAMS_CLOSED,
                        "descriptor " + fd + " is closed; start this process with </dev/null >/dev/null 2>&1");
            }
        }
    }
}
