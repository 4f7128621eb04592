package sparecore.buyer.jobs;

import com.google.gson.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sparecore.api.buyer.BuyerStatus;
import sparecore.exchange.MessageJson;
import sparecore.exchange.Tell;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Json;

/** {@code sparecore buyer status}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells whether the buyer daemon has its broker, and what is in its account.")
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    private DaemonOptions daemon = new DaemonOptions();

    @Option(names = "--json", description = "as a JSON object")
    private boolean json;

    @Override
    public Integer call() {
        try (BuyerClient client = daemon.connect()) {
            BuyerStatus status = client.status();
            System.out.print(json ? Json.pretty(json(status)) + "\n" : text(status));
            return ExitCode.OK.status();
        }
    }

    private static String text(BuyerStatus status) {
        return "node       " + NodeId.fromWire(status.getNode()) + "\n"
                + "broker     " + status.getBrokerAddress() + (status.getBrokerConnected() ? "" : " (not connected)")
                + "\n"
                + "available  " + Credits.ofMicro(status.getAvailable()) + " credits\n"
                + "held       " + Credits.ofMicro(status.getHeld()) + " credits\n"
                + "spent      " + Credits.ofMicro(status.getSpent()) + " credits\n"
                + "leases     " + status.getLeases() + "\n"
                + (status.hasBudget() ? "budget     " + BudgetCommand.text(status.getBudget()) + "\n" : "")
                + "seen       " + Tell.sighting(status.getSighting()) + "\n"
                + (status.getNote().isEmpty() ? "" : status.getNote() + "\n");
    }

    private static JsonObject json(BuyerStatus status) {
        JsonObject object = new JsonObject();
        object.addProperty("node", NodeId.fromWire(status.getNode()).toString());
        object.addProperty("brokerAddress", status.getBrokerAddress());
        object.addProperty("brokerConnected", status.getBrokerConnected());
        object.addProperty("note", status.getNote());
        object.addProperty("availableMicroCredits", status.getAvailable());
        object.addProperty("heldMicroCredits", status.getHeld());
        object.addProperty("spentMicroCredits", status.getSpent());
        object.addProperty("commissionBasisPoints", status.getCommissionBasisPoints());
        object.addProperty("leases", status.getLeases());
        object.add("sighting", MessageJson.of(status.getSighting()));
        return object;
    }
}
