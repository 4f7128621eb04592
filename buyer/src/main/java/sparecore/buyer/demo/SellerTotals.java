package sparecore.buyer.demo;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sparecore.api.buyer.SellerRecord;

/** What each seller did for all jobs together. Pure. */
final class SellerTotals {
    private SellerTotals() {}

    static List<SellerRecord> join(List<SellerRecord> records) {
        Map<ByteString, SellerRecord> totals = new LinkedHashMap<>();
        records.forEach(record -> totals.merge(record.getSeller(), record, SellerTotals::join));
        return List.copyOf(totals.values());
    }

    private static SellerRecord join(SellerRecord one, SellerRecord other) {
        boolean good = one.getStanding().equals("good");
        return one.toBuilder()
                .setFragments(one.getFragments() + other.getFragments())
                .setReplicas(one.getReplicas() + other.getReplicas())
                .setAccepted(one.getAccepted() + other.getAccepted())
                .setRejected(one.getRejected() + other.getRejected())
                .setCpuMicros(one.getCpuMicros() + other.getCpuMicros())
                .setPaid(one.getPaid() + other.getPaid())
                .setConnectedMillis(one.getConnectedMillis() + other.getConnectedMillis())
                .setStanding(good ? other.getStanding() : one.getStanding())
                .build();
    }
}
