package sparecore.seller.execution;

import java.util.List;
import java.util.Optional;

/** Where assignments run. Thread-safe; no tenant is told anything from inside a call. */
public interface Slots {
    /** Queues an assignment. The caller bounds how many: there is no window here. */
    void submit(Tenant tenant, Assignment assignment);

    /** Takes an assignment back: one that waits is gone and returned, one that runs is killed, and told as abandoned. */
    Optional<Assignment> withdraw(Tenant tenant, long number, String reason);

    /** Takes back all that a tenant has waiting. */
    List<Assignment> withdrawWaiting(Tenant tenant);

    /** Kills all that a tenant has running; each is told as abandoned. */
    void killRuns(Tenant tenant, String reason);

    /** Whether one of a tenant's assignments has been on its slot for so long, frozen or not. */
    boolean isAtWork(Tenant tenant, long forMillis);

    /** A tenant takes results again. */
    void wake();
}
