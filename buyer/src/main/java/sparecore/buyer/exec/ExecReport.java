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

    /** The same for a packed program, whose runtime knows best how it ended. */
    static String text(RunReport report, PackedReport packed) {
        String end = packed.end()
                .map(how -> "sparecore: " + how.describe() + "\n")
                .orElse("sparecore: the program was ended from outside:\n");
        String calls = packed.unsupported().isEmpty()
                ? ""
                : "sparecore: asked for what there is not: " + packed.unsupported() + "\n";
        String rest = text(report);
        return end + calls + (packed.end().isPresent() ? rest.substring(rest.indexOf('\n') + 1) : rest);
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
