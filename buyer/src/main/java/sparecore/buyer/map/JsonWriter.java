package sparecore.buyer.map;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import sparecore.terminal.Json;

/** Prints one JSON object per result and line. Bytes that are not UTF-8 are given as base64 under another name. */
public final class JsonWriter implements ResultSink {
    private final OutputStream out;

    public JsonWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void accept(Ended ended) throws IOException {
        JsonObject object = new JsonObject();
        object.addProperty("index", ended.line());
        object.addProperty("state", ended.state().name().toLowerCase(Locale.ROOT));
        object.addProperty("succeeded", ended.succeeded());
        object.addProperty("ending", ended.ending());
        object.addProperty("exitCode", ended.exitCode());
        object.addProperty("signal", ended.signal());
        addBytes(object, "stdout", ended.output());
        addBytes(object, "stderr", ended.error());
        object.addProperty("cpuMicros", ended.cpuMicros());
        object.addProperty("paidMicroCredits", ended.paidMicro());
        object.addProperty("replicas", ended.replicas());
        write(object);
    }

    /** Prints an object of another kind, such as the summary at the end. */
    void write(JsonObject object) throws IOException {
        out.write((Json.line(object) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void addBytes(JsonObject object, String name, ByteString bytes) {
        Printable.utf8(bytes)
                .ifPresentOrElse(
                        text -> object.addProperty(name, text),
                        () -> object.addProperty(
                                name + "Base64", Base64.getEncoder().encodeToString(bytes.toByteArray())));
    }
}
