package sparecore.sandbox.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import sparecore.sandbox.Program;
import sparecore.sandbox.kernel.SystemCall;

/**
 * Every system-call number in all three ABIs, and how each must end: kernel/seccomp.c, mode1_syscalls and
 * mode1_syscalls_32.
 */
final class CallTable {
    private static final int NUMBER_MAX = 500;
    private static final int X32_NUMBER_MAX = 560;
    private static final int[] ODD_NUMBERS = {-1, -2, Integer.MAX_VALUE, Integer.MIN_VALUE, 511, 512, 547, 1000, 4096};
    private static final Expectation SURVIVED = Expectation.exited(HostileCode.SURVIVED);

    private CallTable() {}

    /**
     * Attempts that belong together.
     *
     * @param name what they are
     */
    record Group(String name, List<Attempt> attempts) {}

    /** All of them, about 1570. */
    static List<Group> groups() {
        return List.of(
                new Group("64-bit calls 0 to " + NUMBER_MAX, numbers(NUMBER_MAX, CallTable::call64)),
                new Group("64-bit calls with odd numbers", odd()),
                new Group("x32 calls 0 to " + X32_NUMBER_MAX, numbers(X32_NUMBER_MAX, CallTable::callX32)),
                new Group("int 0x80 calls 0 to " + NUMBER_MAX, numbers(NUMBER_MAX, CallTable::call32)));
    }

    private static List<Attempt> numbers(int max, IntFunction<Attempt> attempt) {
        return IntStream.rangeClosed(0, max).mapToObj(attempt).toList();
    }

    private static List<Attempt> odd() {
        List<Attempt> attempts = new ArrayList<>();
        for (int number : ODD_NUMBERS) {
            attempts.add(attempt(number, HostileCode.callNumber(number).bytes(), Expectation.killed()));
        }
        return attempts;
    }

    private static Attempt call64(int number) {
        return attempt(number, HostileCode.callNumber(number).bytes(), expected64(number));
    }

    private static Attempt callX32(int number) {
        int code = SystemCall.X32_BIT | number;
        return attempt(number, HostileCode.callNumber(code).bytes(), Expectation.killed());
    }

    /** A kernel without 32-bit calls answers each with a fault. */
    private static Attempt call32(int number) {
        return attempt(
                number,
                HostileCode.interrupt80(number).bytes(),
                expected32(number).or(Expectation.faulted()));
    }

    private static Attempt attempt(int number, byte[] code, Expectation expected) {
        return new Attempt("call " + number, Program.ofCode(code), expected);
    }

    private static Expectation expected64(int number) {
        return switch (number) {
            case SystemCall.READ, SystemCall.WRITE -> SURVIVED;
            case SystemCall.EXIT -> Expectation.exited(0);
            case SystemCall.RT_SIGRETURN -> Expectation.faulted(); // there is no signal frame
            // exempt for tracing since Linux 6.14 and 6.18, without effect outside of a kernel trampoline
            case SystemCall.URETPROBE -> Expectation.killed().or(Expectation.faultedOrUnknown());
            case SystemCall.UPROBE -> Expectation.killed().or(SURVIVED);
            default -> Expectation.killed();
        };
    }

    /** Numbers of asm/unistd_32.h. */
    private static Expectation expected32(int number) {
        return switch (number) {
            case 1 -> Expectation.exited(0);
            case 3, 4 -> SURVIVED; // read and write
            case 119 -> Expectation.faulted(); // sigreturn without a frame
            default -> Expectation.killed();
        };
    }
}
