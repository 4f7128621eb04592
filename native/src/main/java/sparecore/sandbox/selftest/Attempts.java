package sparecore.sandbox.selftest;

import static sparecore.sandbox.kernel.MemoryProtection.MAP_ANONYMOUS;
import static sparecore.sandbox.kernel.MemoryProtection.MAP_PRIVATE;
import static sparecore.sandbox.kernel.MemoryProtection.PROT_EXEC;
import static sparecore.sandbox.kernel.MemoryProtection.PROT_READ;
import static sparecore.sandbox.kernel.MemoryProtection.PROT_WRITE;

import java.util.ArrayList;
import java.util.List;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.kernel.ProcessControl;
import sparecore.sandbox.kernel.SystemCall;

/** What hostile programs try. */
final class Attempts {
    private static final int ALL_PROCESSES = -1;
    /** Only checks permission, kill(2): if the sandbox had a hole, its test should not kill the session. */
    private static final int HARMLESS_SIGNAL = 0;

    private static final int AF_INET = 2;
    private static final int SOCK_STREAM = 1;
    private static final int SECCOMP_MODE_DISABLED = 0;
    private static final int CALL_GETPID = 39;
    private static final int CALL32_GETPID = 20;
    private static final int PAGE_BYTES = 4096;

    private Attempts() {}

    /** All of them. {@code cpuidFaults} says whether the host has that layer. */
    static List<Attempt> all(boolean cpuidFaults) {
        List<Attempt> attempts = new ArrayList<>(calls());
        attempts.addAll(otherWaysIn());
        attempts.addAll(instructions(cpuidFaults));
        attempts.addAll(greed());
        return attempts;
    }

    private static List<Attempt> calls() {
        return List.of(
                deadly("opens a file", HostileCode.call(SystemCall.OPEN, 0, 0, 0)),
                deadly("opens a socket", HostileCode.call(SystemCall.SOCKET, AF_INET, SOCK_STREAM, 0)),
                deadly("forks", HostileCode.call(SystemCall.FORK)),
                deadly("clones a thread", HostileCode.call(SystemCall.CLONE, 0, 0, 0, 0, 0)),
                deadly("executes a program", HostileCode.call(SystemCall.EXECVE, 0, 0, 0)),
                deadly("signals every process", HostileCode.call(SystemCall.KILL, ALL_PROCESSES, HARMLESS_SIGNAL)),
                deadly("maps writable code", mapWritableCode()),
                deadly("traces its parent", HostileCode.call(SystemCall.PTRACE, 0, 0, 0, 0)),
                deadly("closes its output", HostileCode.call(SystemCall.CLOSE, 1)),
                deadly("switches seccomp off", switchSeccompOff()),
                deadly("calls exit_group", HostileCode.call(SystemCall.EXIT_GROUP, 0)));
    }

    private static Assembler mapWritableCode() {
        return HostileCode.call(
                SystemCall.MMAP, 0, PAGE_BYTES, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    }

    private static Assembler switchSeccompOff() {
        return HostileCode.call(SystemCall.PRCTL, ProcessControl.PR_SET_SECCOMP, SECCOMP_MODE_DISABLED, 0, 0, 0);
    }

    /** Where a kernel lacks a way in, the attempt is a fault; AMD's processors do not know SYSENTER in 64-bit mode. */
    private static List<Attempt> otherWaysIn() {
        Expectation killedOrFaulted = Expectation.killed().or(Expectation.faulted());
        return List.of(
                Attempt.of("calls through the vsyscall page", HostileCode.vsyscall(), killedOrFaulted),
                Attempt.of("calls as 32-bit program", HostileCode.interrupt80(CALL32_GETPID), killedOrFaulted),
                deadly("calls as x32 program", HostileCode.callNumber(SystemCall.X32_BIT | CALL_GETPID)),
                Attempt.of(
                        "calls through sysenter",
                        HostileCode.instruction(0x0f, 0x34),
                        Expectation.killed().or(Expectation.faultedOrUnknown())));
    }

    private static List<Attempt> instructions(boolean cpuidFaults) {
        Expectation cpuid = cpuidFaults ? Expectation.faulted() : Expectation.exited(HostileCode.SURVIVED);
        return List.of(
                Attempt.of("rdtsc: reads the clock", HostileCode.instruction(0x0f, 0x31), Expectation.faulted()),
                Attempt.of(
                        "rdtscp: reads the clock",
                        HostileCode.instruction(0x0f, 0x01, 0xf9),
                        Expectation.faultedOrUnknown()),
                Attempt.of("cpuid: asks for the processor", HostileCode.instruction(0x0f, 0xa2), cpuid),
                Attempt.of("hlt: stops the processor", HostileCode.instruction(0xf4), Expectation.faulted()));
    }

    private static List<Attempt> greed() {
        return List.of(
                Attempt.of("eats memory", HostileCode.eatMemory(), Expectation.faulted()),
                Attempt.of("loops for ever", HostileCode.spin(), Expectation.ended(Outcome.CPU_LIMIT)),
                Attempt.of("writes for ever", HostileCode.flood(), Expectation.ended(Outcome.OUTPUT_LIMIT)));
    }

    private static Attempt deadly(String name, Assembler code) {
        return Attempt.of(name, code, Expectation.killed());
    }
}
