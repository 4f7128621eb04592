package sparecore.buyer.exec;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.stream.Collectors;
import sparecore.sandbox.LayerState;
import sparecore.sandbox.RunReport;
import sparecore.terminal.Json;

/** How a run ended, told to people and to scripts. Pure. */
final class ExecReport {
    private ExecReport() {}

    static String text(RunReport report) {
        return String.format(
                Locale.ROOT,
                "sparecore: %s%nsparecore: %.3f s of CPU time, %.3f s on the clock, %,d KiB of memory at most%n"
                        + "sparecore: layers that held: %s%n%s",
                report.describe(),
                report.cpuMicros() / 1e6,
                report.wallMicros() / 1e6,
                report.peakMemoryBytes() >> 10,
                layers(report, true),
                absent(report));
    }

    private static String absent(RunReport report) {
        String names = layers(report, false);
        return names.isEmpty() ? "" : "sparecore: layers that this machine has not: " + names + "\n";
    }

    private static String layers(RunReport report, boolean holding) {
        return report.launch().layers().stream()
                .filter(layer -> layer.holds() == holding)
                .map(LayerState::layer)
                .collect(Collectors.joining(", "));
    }

    /** One line. */
    static String json(RunReport report) {
        JsonObject object = new JsonObject();
        object.addProperty("outcome", report.outcome().name().toLowerCase(Locale.ROOT));
        object.addProperty("ending", report.describe());
        object.addProperty("exitCode", report.exitCode());
        object.addProperty("signal", report.signal());
        object.addProperty("cpuMicros", report.cpuMicros());
        object.addProperty("wallMicros", report.wallMicros());
        object.addProperty("peakMemoryBytes", report.peakMemoryBytes());
        JsonArray layers = new JsonArray();
        report.launch().layers().forEach(layer -> layers.add(layer(layer)));
        object.add("layers", layers);
        return Json.line(object) + "\n";
    }

    private static JsonObject layer(LayerState layer) {
        JsonObject object = new JsonObject();
        object.addProperty("layer", layer.layer());
        object.addProperty("holds", layer.holds());
        object.addProperty("detail", layer.detail());
        return object;
    }
}
