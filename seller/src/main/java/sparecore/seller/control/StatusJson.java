package sparecore.seller.control;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.util.HexFormat;
import sparecore.api.seller.ProgramRow;
import sparecore.api.seller.SellerStatus;
import sparecore.exchange.MessageJson;
import sparecore.identity.NodeId;

/** A seller's status as one JSON object, for scripts: the message's fields, numbers as numbers, node ids as text. */
public final class StatusJson {
    private StatusJson() {}

    public static JsonObject of(SellerStatus status) {
        JsonObject json = new JsonObject();
        json.addProperty("node", node(status.getNode()));
        json.addProperty("broker", node(status.getBroker()));
        json.addProperty("brokerConnected", status.getBrokerConnected());
        json.addProperty("note", status.getNote());
        json.addProperty("slots", status.getSlots());
        json.addProperty("slotsOpen", status.getSlotsOpen());
        json.addProperty("speedPpm", status.getSpeedPpm());
        json.addProperty("price", status.getPrice());
        json.addProperty("address", status.getAddress());
        json.addProperty("leases", status.getLeases());
        json.addProperty("replicasRun", status.getReplicasRun());
        json.addProperty("cpuMicros", status.getCpuMicros());
        json.addProperty("available", status.getAvailable());
        json.addProperty("earned", status.getEarned());
        json.addProperty("unpaid", status.getUnpaid());
        json.add("sighting", MessageJson.of(status.getSighting()));
        JsonArray programs = new JsonArray();
        status.getProgramsList().forEach(row -> programs.add(program(row)));
        json.add("programs", programs);
        return json;
    }

    private static JsonObject program(ProgramRow row) {
        JsonObject json = new JsonObject();
        json.addProperty("digest", HexFormat.of().formatHex(row.getDigest().toByteArray()));
        json.addProperty("sizeBytes", row.getSizeBytes());
        json.addProperty("runs", row.getRuns());
        json.addProperty("cpuMicros", row.getCpuMicros());
        return json;
    }

    private static String node(ByteString bytes) {
        return bytes.isEmpty() ? "" : NodeId.fromWire(bytes).toString();
    }
}
