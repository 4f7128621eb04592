package sparecore.buyer.exec;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.stream.Collectors;
import sparecore.buyer.pack.ProgramEnd;
import sparecore.sandbox.LayerState;
import sparecore.sandbox.RunReport;
import sparecore.terminal.Json;

/** How a run ended, told to people and to scripts. Pure. */
final class ExecReport {
    private ExecReport() {}

    static String text(RunReport report) {
        return line(report.describe()) + costs(report);
    }

    private static String line(String text) {
        return "sparecore: " + text + "\n";
    }

    private static String costs(RunReport report) {
        return String.format(
                Locale.ROOT,
                "sparecore: %.3f s of CPU time, %.3f s on the clock, %,d KiB of memory at most%n"
                        + "sparecore: layers that held: %s%n%s",
                report.cpuMicros() / 1e6,
                report.wallMicros() / 1e6,
                report.peakMemoryBytes() >> 10,
                layers(report, true),
                absent(report));
    }

    /** The same for a packed program, whose runtime knows best how it ended. */
    static String text(RunReport report, PackedReport packed) {
        String calls =
                packed.unsupported().isEmpty() ? "" : line("asked for what there is not: " + packed.unsupported());
        return packed.end()
                .map(how -> line(how.describe()) + calls + costs(report))
                .orElseGet(() -> line("the program was ended from outside:") + calls + text(report));
    }

    private static String absent(RunReport report) {
        String names = layers(report, false);
        return names.isEmpty() ? "" : "sparecore: layers that were off: " + names + "\n";
    }

    private static String layers(RunReport report, boolean holding) {
        return report.launch().layers().stream()
                .filter(layer -> layer.holds() == holding)
                .map(LayerState::layer)
                .collect(Collectors.joining(", "));
    }

    /** One line. */
    static String json(RunReport report) {
        return Json.line(object(report)) + "\n";
    }

    /** The same for a packed program. */
    static String json(RunReport report, PackedReport packed) {
        JsonObject object = object(report);
        packed.end().ifPresent(end -> {
            boolean signalled = end.way() == ProgramEnd.Way.SIGNALLED;
            object.addProperty("ending", end.describe());
            object.addProperty("exitCode", signalled ? 0 : packed.shellStatus());
            object.addProperty("signal", signalled ? end.value() : 0);
        });
        object.addProperty("unsupported", packed.unsupported());
        return Json.line(object) + "\n";
    }

    private static JsonObject object(RunReport report) {
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
        return object;
    }

    private static JsonObject layer(LayerState layer) {
        JsonObject object = new JsonObject();
        object.addProperty("layer", layer.layer());
        object.addProperty("holds", layer.holds());
        object.addProperty("detail", layer.detail());
        return object;
    }
}
