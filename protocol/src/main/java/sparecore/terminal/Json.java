package sparecore.terminal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;

/** JSON objects for scripts: one object on standard output. */
public final class Json {
    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final Gson LINE = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    public static String pretty(JsonElement value) {
        return PRETTY.toJson(value);
    }

    /** On one line, for streams of objects. */
    public static String line(JsonElement value) {
        return LINE.toJson(value);
    }

    /** @throws com.google.gson.JsonParseException if it is not one JSON object */
    public static JsonObject parseObject(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }
}
