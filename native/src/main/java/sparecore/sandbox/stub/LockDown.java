package sparecore.sandbox.stub;

import static sparecore.sandbox.kernel.MemoryProtection.MADV_POPULATE_READ;
import static sparecore.sandbox.kernel.MemoryProtection.MADV_POPULATE_WRITE;
import static sparecore.sandbox.kernel.MemoryProtection.MAP_ANONYMOUS;
import static sparecore.sandbox.kernel.MemoryProtection.MAP_FIXED_NOREPLACE;
import static sparecore.sandbox.kernel.MemoryProtection.MAP_NORESERVE;
import static sparecore.sandbox.kernel.MemoryProtection.MAP_PRIVATE;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import sparecore.sandbox.asm.Condition;
import sparecore.sandbox.asm.Label;
import sparecore.sandbox.asm.Register;
import sparecore.sandbox.elf.CallDispatch;
import sparecore.sandbox.kernel.OpenFlag;
import sparecore.sandbox.kernel.ProcessControl;
import sparecore.sandbox.kernel.ResourceLimit;
import sparecore.sandbox.kernel.Signal;
import sparecore.sandbox.kernel.SystemCall;

/**
 * The steps of the lock-down, in the order in which they run.
 *
 * <p>The first part runs once, in a new process of one thread after exec: the template, which has the image's memory and all
 * that a process hands down to those it makes (fork(2), prctl(2), arch_prctl(2)), and a socket to the launcher as descriptor 0.
 * Then it makes a process for each message with three pipe ends, and the second part runs in that process, up to the
 * program. No instruction of a program ever runs in the template. Registers are ours until the last jump, so nothing needs to be
 * saved.
 */
public final class LockDown {
    /** The template's way to the launcher. */
    private static final int SOCKET = 0;
    /** The descriptors of a message take the lowest free places (unix(7)): standard output, standard error, and this. */
    private static final int ARRIVED_INPUT = 3;
    /** The last descriptor that there can be, as an unsigned number. */
    private static final long LAST_DESCRIPTOR = 0xffff_ffffL;
    /** SCHED_IDLE of linux/sched.h. */
    private static final int SCHED_IDLE = 5;
    /** The worst score of oom_score_adj, proc(5). */
    private static final String FIRST_TO_DIE_SCORE = "1000";
    /** What ps shows of a template, of a spare that waits, and of a run. */
    private static final String TEMPLATE_NAME = "sparecore-ready";

    private static final String SPARE_NAME = "sparecore-spare";
    private static final String RUN_NAME = "sparecore-job";

    /** The resources that the template itself needs; a run loses them. */
    private static final Set<ResourceLimit> LATE_LIMITS =
            EnumSet.of(ResourceLimit.CPU, ResourceLimit.OPEN_FILES, ResourceLimit.PROCESSES);

    /** clone(2): the new process is the launcher's child, not ours; its id goes where the third argument says. */
    private static final long CLONE_FLAGS = 0x0000_8000L | 0x0010_0000L | Signal.SIGCHLD;

    /** The lowest page that can be unmapped. */
    private static final long LOWEST_PAGE = 0x1000;
    /** Behind the highest page of a process with four-level page tables: Documentation/arch/x86/x86_64/mm.rst. */
    private static final long USER_SPACE_END = 0x7fff_ffff_f000L;

    /** The signals that a handler gets: what the program's own instructions can cause. */
    private static final int[] HANDED_OVER = {
        Signal.SIGILL, Signal.SIGTRAP, Signal.SIGBUS, Signal.SIGFPE, Signal.SIGSEGV, Signal.SIGSYS
    };

    private static final long EVERY_SIGNAL = -1;

    private final StubOrder order;
    private final Constants constants;
    private final CheckedCalls calls = new CheckedCalls();
    private final TemplateMemory memory;

    private LockDown(StubOrder order) {
        this.order = order;
        constants = new Constants(order.address());
        memory = new TemplateMemory(order.startBlock(), constants);
    }

    /** Writes the lock-down for {@code order}. */
    public static Stub write(StubOrder order) {
        LockDown lockDown = new LockDown(order);
        lockDown.writeSteps();
        return lockDown.stub();
    }

    private void writeSteps() {
        prepareTemplate();
        Label run = new Label();
        makeRuns(run);
        calls.code().bind(run);
        lockRun();
        startProgram();
    }

    private void prepareTemplate() {
        closeDescriptorsFrom(SOCKET + 1); // one that a library opened without close-on-exec ends here
        dieWithParent();
        requireParent();
        becomeFirstToDie();
        limitResources(EnumSet.complementOf(EnumSet.copyOf(LATE_LIMITS)));
        nameProcess(TEMPLATE_NAME);
        forbidNewPrivileges();
        forbidDumps();
        faultOnTimeStampCounter();
        faultOnCpuid();
        mapMemory();
        unmapEverythingElse();
        order.dispatch().ifPresent(this::handleSignals);
    }

    /** All that is not handed down: limits of its own, the parent's death, dispatch and strict mode. */
    private void lockRun() {
        takeStandardStreams();
        dieWithParent();
        requireParent();
        limitResources(LATE_LIMITS);
        prepareIfSpare();
        readStartBlock();
        nameProcess(RUN_NAME);
        scheduleWhenIdle();
        order.dispatch().ifPresent(this::dispatchCalls);
        enterStrictMode();
        reportReady();
    }

    /**
     * Says that the template is there, then makes a process for each message, which goes on at {@code run}, and answers its id.
     * Ends with the launcher's end of the socket.
     */
    private void makeRuns(Label run) {
        long ready = constants.words(Stub.READY_BYTE);
        calls.exactly(Layer.CLOSED_DESCRIPTORS, "report the template", 1, SystemCall.WRITE, SOCKET, ready, 1);
        Label next = new Label();
        calls.code().bind(next);
        memory.prepareMessage(calls.code());
        calls.code().systemCall(SystemCall.RECVMSG, SOCKET, memory.message(), 0).test(Register.RAX);
        calls.exitUnless(Condition.NOT_EQUAL, Layer.DIE_WITH_PARENT, "launcher still listens");
        calls.exitUnless(Condition.NOT_NEGATIVE, Layer.CLOSED_DESCRIPTORS, "receive the standard streams");
        calls.code()
                .systemCall(SystemCall.CLONE, CLONE_FLAGS, 0, memory.processId())
                .test(Register.RAX)
                .jumpIf(Condition.EQUAL, run);
        calls.exitUnless(Condition.NOT_NEGATIVE, Layer.CLOSED_DESCRIPTORS, "make a process");
        closeDescriptorsFrom(SOCKET + 1);
        int bytes = Integer.BYTES;
        calls.exactly(
                Layer.CLOSED_DESCRIPTORS,
                "report the process",
                bytes,
                SystemCall.WRITE,
                SOCKET,
                memory.processId(),
                bytes);
        calls.code().jump(next);
    }

    /** If the message brought fewer than three descriptors, the last one is missing. */
    private void takeStandardStreams() {
        calls.exactly(Layer.CLOSED_DESCRIPTORS, "take standard input", 0, SystemCall.DUP2, ARRIVED_INPUT, 0);
        closeDescriptorsFrom(ARRIVED_INPUT);
    }

    private void closeDescriptorsFrom(int first) {
        calls.checked(
                Layer.CLOSED_DESCRIPTORS,
                "close all other descriptors",
                SystemCall.CLOSE_RANGE,
                first,
                LAST_DESCRIPTOR,
                0);
    }

    private void dieWithParent() {
        calls.checked(
                Layer.DIE_WITH_PARENT,
                "die with the parent",
                SystemCall.PRCTL,
                ProcessControl.PR_SET_PDEATHSIG,
                Signal.SIGKILL);
    }

    /** The parent may have died before the previous step, and then its death is never told: prctl(2). */
    private void requireParent() {
        calls.exactly(Layer.DIE_WITH_PARENT, "parent still alive", order.launcherPid(), SystemCall.GETPPID);
    }

    /** Must come before the dump is forbidden, which gives the file to root: proc(5). */
    private void becomeFirstToDie() {
        if (!order.optionalLayers().contains(Layer.FIRST_TO_DIE)) {
            return;
        }
        long path = constants.text("/proc/self/oom_score_adj");
        long score = constants.text(FIRST_TO_DIE_SCORE);
        int fd = SOCKET + 1; // the lowest free one: open(2)
        calls.exactly(Layer.FIRST_TO_DIE, "open oom_score_adj", fd, SystemCall.OPEN, path, OpenFlag.O_WRONLY, 0);
        calls.exactly(
                Layer.FIRST_TO_DIE,
                "write oom_score_adj",
                FIRST_TO_DIE_SCORE.length(),
                SystemCall.WRITE,
                fd,
                score,
                FIRST_TO_DIE_SCORE.length());
        calls.checked(Layer.FIRST_TO_DIE, "close oom_score_adj", SystemCall.CLOSE, fd);
    }

    /** The soft limit of CPU time equals the hard one, so that it ends in SIGKILL, not in a SIGXCPU that could be caught. */
    private void limitResources(Set<ResourceLimit> resources) {
        long nothing = constants.words(0, 0);
        long cpu = constants.words(order.cpuSeconds(), order.cpuSeconds());
        for (ResourceLimit resource : resources) {
            calls.checked(
                    Layer.RESOURCE_LIMITS,
                    "limit of " + resource,
                    SystemCall.PRLIMIT64,
                    0,
                    resource.number(),
                    resource == ResourceLimit.CPU ? cpu : nothing,
                    0);
        }
    }

    private void nameProcess(String text) {
        long name = constants.text(text);
        calls.checked(Layer.RESOURCE_LIMITS, "name of the process", SystemCall.PRCTL, ProcessControl.PR_SET_NAME, name);
    }

    private void forbidNewPrivileges() {
        calls.checked(
                Layer.NO_NEW_PRIVILEGES,
                "no new privileges",
                SystemCall.PRCTL,
                ProcessControl.PR_SET_NO_NEW_PRIVS,
                1,
                0,
                0,
                0);
    }

    private void forbidDumps() {
        calls.checked(Layer.NOT_DUMPABLE, "not dumpable", SystemCall.PRCTL, ProcessControl.PR_SET_DUMPABLE, 0, 0, 0, 0);
    }

    private void faultOnTimeStampCounter() {
        calls.checked(
                Layer.TSC_FAULT,
                "fault on RDTSC",
                SystemCall.PRCTL,
                ProcessControl.PR_SET_TSC,
                ProcessControl.PR_TSC_SIGSEGV);
    }

    private void faultOnCpuid() {
        if (!order.optionalLayers().contains(Layer.CPUID_FAULT)) {
            return;
        }
        calls.checked(Layer.CPUID_FAULT, "fault on CPUID", SystemCall.ARCH_PRCTL, ProcessControl.ARCH_SET_CPUID, 0);
    }

    private void mapMemory() {
        for (Mapping mapping : order.newMappings()) {
            calls.checked(
                    Layer.FIXED_MEMORY,
                    "map memory",
                    SystemCall.MMAP,
                    mapping.address(),
                    mapping.bytes(),
                    mapping.protection(),
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE,
                    -1,
                    0);
        }
    }

    /**
     * Brings in what the program touches first, while nobody waits. That is not checked, since it changes nothing but the time at
     * which pages come: before Linux 5.14, when they are touched.
     */
    private void prepareIfSpare() {
        Label run = new Label();
        memory.compareOrder(calls.code(), Stub.MAKE_SPARE);
        calls.code().jumpIf(Condition.NOT_EQUAL, run);
        for (EarlyPages pages : order.earlyPages()) {
            int advice = pages.written() ? MADV_POPULATE_WRITE : MADV_POPULATE_READ;
            calls.code().systemCall(SystemCall.MADVISE, pages.address(), pages.bytes(), advice);
        }
        nameProcess(SPARE_NAME);
        calls.code().bind(run);
    }

    /**
     * Arguments, environment and auxiliary vector, which overwrite the template's notes. They are in the pipe before a run's process
     * exists; a spare waits for them here.
     */
    private void readStartBlock() {
        calls.exactly(
                Layer.FIXED_MEMORY,
                "read the start block",
                order.startBlockBytes(),
                SystemCall.READ,
                0,
                order.startBlock(),
                order.startBlockBytes());
    }

    /** Unmaps the gaps between our pages, and with them all that the kernel mapped, without having to know where it is. */
    private void unmapEverythingElse() {
        long at = LOWEST_PAGE;
        for (Mapping mine : ownMappings()) {
            unmap(at, mine.address());
            at = mine.end();
        }
        unmap(at, USER_SPACE_END);
    }

    private void unmap(long start, long end) {
        if (start > end) {
            throw new IllegalStateException("mappings overlap at 0x" + Long.toHexString(end));
        }
        if (start < end) {
            calls.checked(Layer.NO_KERNEL_PAGES, "unmap what is not ours", SystemCall.MUNMAP, start, end - start);
        }
    }

    private List<Mapping> ownMappings() {
        List<Mapping> own = new ArrayList<>(order.fileMappings());
        own.addAll(order.newMappings());
        own.add(new Mapping(order.address(), Stub.BYTES_MAX, 0));
        own.sort(Comparator.comparingLong(Mapping::address));
        return own;
    }

    /**
     * Late, so that the lock-down itself is not held up by whatever the owner does. No setsid: it would make a session of its
     * own, in which SCHED_IDLE counts for nothing (sched_autogroup).
     */
    private void scheduleWhenIdle() {
        if (!order.optionalLayers().contains(Layer.IDLE_SCHEDULING)) {
            return;
        }
        long priority = constants.words(0);
        calls.checked(Layer.IDLE_SCHEDULING, "idle scheduling", SystemCall.SCHED_SETSCHEDULER, 0, SCHED_IDLE, priority);
    }

    /**
     * Arms the program's own handler, on a stack of its own and with every signal blocked, so that a fault in the handler is the
     * end. The template itself causes none of these signals.
     */
    private void handleSignals(CallDispatch dispatch) {
        long signalStack = constants.words(dispatch.signalStack(), 0, dispatch.signalStackBytes());
        calls.checked(Layer.CALL_DISPATCH, "stack of the signal handler", SystemCall.SIGALTSTACK, signalStack, 0);
        long flags = Signal.SA_SIGINFO | Signal.SA_RESTORER | Signal.SA_ONSTACK;
        long action = constants.words(dispatch.handler(), flags, dispatch.restorer(), EVERY_SIGNAL);
        for (int signal : HANDED_OVER) {
            calls.checked(
                    Layer.CALL_DISPATCH,
                    "signal handler",
                    SystemCall.RT_SIGACTION,
                    signal,
                    action,
                    0,
                    Signal.SIGNAL_SET_BYTES);
        }
    }

    /**
     * From here on the kernel turns system calls into SIGSYS, except those from the stub and from the program's gate, which strict
     * mode judges: Documentation/admin-guide/syscall-user-dispatch.rst. It is a convenience for the program and no part of
     * the boundary.
     */
    private void dispatchCalls(CallDispatch dispatch) {
        calls.checked(
                Layer.CALL_DISPATCH,
                "dispatch system calls",
                SystemCall.PRCTL,
                ProcessControl.PR_SET_SYSCALL_USER_DISPATCH,
                ProcessControl.PR_SYS_DISPATCH_ON,
                order.address(),
                dispatch.gateEnd() - order.address(),
                0);
    }

    /** From here on the kernel kills the process for any other call than read, write, exit and rt_sigreturn: seccomp(2). */
    private void enterStrictMode() {
        calls.checked(
                Layer.SECCOMP_STRICT,
                "enter seccomp strict mode",
                SystemCall.PRCTL,
                ProcessControl.PR_SET_SECCOMP,
                ProcessControl.SECCOMP_MODE_STRICT,
                0,
                0,
                0);
    }

    /** Tells the launcher that exit codes are the program's own from now on. */
    private void reportReady() {
        long ready = constants.words(Stub.READY_BYTE);
        calls.exactly(Layer.SECCOMP_STRICT, "report ready", 1, SystemCall.WRITE, 1, ready, 1);
    }

    /** Leaves nothing of ours in the registers; r11 is free at an entry point (System V ABI, 3.4.1). */
    private void startProgram() {
        for (Register register : Register.values()) {
            if (register != Register.RSP) {
                calls.code().clear(register);
            }
        }
        calls.code().move(Register.RSP, order.startBlock());
        calls.code().move(Register.R11, order.entry());
        calls.code().jumpTo(Register.R11);
    }

    private Stub stub() {
        byte[] data = constants.bytes();
        byte[] code = calls.code().bytes();
        byte[] bytes = ByteBuffer.allocate(data.length + code.length)
                .put(data)
                .put(code)
                .array();
        return new Stub(bytes, order.address() + data.length, calls.steps());
    }
}
