package sparecore.buyer.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.money.Credits;
import sparecore.result.Work;
import sparecore.wire.LeaseEndReason;

/** Writes down what the core says to broker and sellers; answers nothing by itself. */
final class Recorder implements Market, Sellers {
    record Assigned(LeaseId lease, long assignment, Work work) {}

    final List<String> said = new ArrayList<>();
    final List<Assigned> assigned = new ArrayList<>();
    final List<Conflict> reported = new ArrayList<>();
    final Map<LeaseId, Credits> promised = new HashMap<>();
    final Map<LeaseId, LeaseEndReason> ended = new LinkedHashMap<>();

    private static String name(LeaseId lease) {
        return "lease " + lease.id().low();
    }

    private static String name(JobId job) {
        return "job " + job.id().low();
    }

    /** What was said since the last time, assignments and small payments left out. */
    List<String> take() {
        List<String> all = List.copyOf(said);
        said.clear();
        return all;
    }

    List<Assigned> takeAssigned() {
        List<Assigned> all = List.copyOf(assigned);
        assigned.clear();
        return all;
    }

    @Override
    public void report(Conflict conflict) {
        reported.add(conflict);
    }

    @Override
    public void placeBid(JobSpec job) {
        said.add("bid " + name(job.id()));
    }

    @Override
    public void amendBid(JobSpec job) {
        said.add("amend " + name(job.id()) + " " + job.cap());
    }

    @Override
    public void cancelBid(JobId job) {
        said.add("cancel " + name(job));
    }

    @Override
    public void renewLease(LeaseId lease) {
        said.add("renew " + name(lease));
    }

    @Override
    public void renew(SignedTicket ticket) {
        said.add("show " + name(ticket.ticket().lease()));
    }

    @Override
    public void endLease(LeaseId lease, LeaseEndReason reason) {
        said.add("end " + name(lease) + " " + reason.name().replace("LEASE_END_REASON_", ""));
        ended.put(lease, reason);
    }

    @Override
    public void connect(SignedTicket ticket, Digest program, List<Long> awaited) {
        said.add(
                "connect " + name(ticket.ticket().lease()) + (awaited.isEmpty() ? "" : " again for " + awaited.size()));
    }

    @Override
    public void assign(LeaseId lease, List<Order> orders) {
        orders.forEach(order -> assigned.add(new Assigned(lease, order.assignment(), order.work())));
    }

    @Override
    public void reveal(LeaseId lease, List<Long> assignments) {
        said.add("reveal " + assignments.size() + " of " + name(lease));
    }

    @Override
    public void cancel(LeaseId lease, List<Long> assignments) {
        said.add("cancel " + assignments.size() + " of " + name(lease));
    }

    @Override
    public void pay(LeaseId lease, Settlement settlement) {
        promised.put(lease, settlement.cumulative());
    }

    @Override
    public void payLast(LeaseId lease, Settlement settlement) {
        promised.put(lease, settlement.cumulative());
        said.add("pay last " + name(lease));
    }

    @Override
    public void disconnect(LeaseId lease, String reason) {
        said.add("disconnect " + name(lease));
    }
}
