package sparecore.buyer.simulation;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import sparecore.result.Ending;
import sparecore.seller.execution.Assignment;
import sparecore.seller.execution.RunEnd;
import sparecore.seller.execution.Slots;
import sparecore.seller.execution.Tenant;

/** Slots on which time passes and nothing runs. A liar's results are wrong, each in its own way; an over-reporter's runs take longer. */
final class SimulatedSlots implements Slots {
    private static final int OVER_REPORT = 5;

    private static final class Run {
        private final Tenant tenant;
        private final Assignment assignment;
        private boolean started;
        private boolean over;

        Run(Tenant tenant, Assignment assignment) {
            this.tenant = tenant;
            this.assignment = assignment;
        }
    }

    private final Timeline timeline;
    private final Life life;
    private final Random random;
    private final int slots;
    private final List<Run> runs = new ArrayList<>();

    SimulatedSlots(Timeline timeline, Life life, Random random, int slots) {
        this.timeline = timeline;
        this.life = life;
        this.random = random;
        this.slots = slots;
    }

    @Override
    public void submit(Tenant tenant, Assignment assignment) {
        runs.add(new Run(tenant, assignment));
        startSome();
    }

    private void startSome() {
        for (Run run : runs) {
            if (running() >= slots) {
                return;
            }
            if (!run.started && runningOf(run.tenant) < run.tenant.slots() && run.tenant.takesResults()) {
                run.started = true;
                life.node().world().runs();
                long micros = Program.micros(run.assignment.work());
                timeline.after(micros / 1_000 + random.nextInt(50), life, () -> complete(run, micros));
            }
        }
    }

    private long running() {
        return runs.stream().filter(run -> run.started).count();
    }

    private long runningOf(Tenant tenant) {
        return runs.stream().filter(run -> run.started && run.tenant == tenant).count();
    }

    private void complete(Run run, long micros) {
        if (run.over) {
            return;
        }
        end(run);
        Conduct conduct = life.node().conduct();
        ByteString output = conduct == Conduct.LIES && random.nextBoolean()
                ? ByteString.copyFromUtf8("a lie of " + life.node().name())
                : Program.truth(run.assignment.work());
        run.tenant.ended(
                run.assignment,
                new RunEnd.Completed(
                        Ending.EXITED,
                        0,
                        0,
                        output,
                        ByteString.EMPTY,
                        conduct == Conduct.OVER_REPORTS ? OVER_REPORT * micros : micros));
    }

    private void end(Run run) {
        run.over = true;
        runs.remove(run);
        startSome();
    }

    @Override
    public Optional<Assignment> withdraw(Tenant tenant, long number, String reason) {
        for (Run run : List.copyOf(runs)) {
            if (run.tenant == tenant && run.assignment.number() == number) {
                if (!run.started) {
                    runs.remove(run);
                    return Optional.of(run.assignment);
                }
                kill(run, reason);
            }
        }
        return Optional.empty();
    }

    @Override
    public List<Assignment> withdrawWaiting(Tenant tenant) {
        List<Assignment> taken = new ArrayList<>();
        for (Iterator<Run> each = runs.iterator(); each.hasNext(); ) {
            Run run = each.next();
            if (run.tenant == tenant && !run.started) {
                each.remove();
                taken.add(run.assignment);
            }
        }
        return taken;
    }

    @Override
    public void killRuns(Tenant tenant, String reason) {
        List.copyOf(runs).stream()
                .filter(run -> run.tenant == tenant && run.started)
                .forEach(run -> kill(run, reason));
    }

    private void kill(Run run, String reason) {
        timeline.after(1, life, () -> {
            if (!run.over) {
                end(run);
                run.tenant.ended(run.assignment, new RunEnd.Abandoned(reason));
            }
        });
    }

    /** Nothing takes so long here. */
    @Override
    public boolean isAtWork(Tenant tenant, long forMillis) {
        return false;
    }

    @Override
    public void wake() {
        startSome();
    }
}
