package sparecore.exchange;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HexFormat;
import java.util.List;
import sparecore.identity.NodeId;
import sparecore.terminal.Json;

/**
 * A message as JSON: its names in camel case, every field present, numbers as numbers, node ids as people write them and other bytes
 * as hexadecimal digits. Pure.
 */
public final class MessageJson {
    private MessageJson() {}

    public static JsonObject of(Message message) {
        JsonObject object = new JsonObject();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            object.add(field.getJsonName(), field(message, field));
        }
        return object;
    }

    /** As a command prints it for scripts, with the end of the line. */
    public static String pretty(Message message) {
        return Json.pretty(of(message)) + "\n";
    }

    private static JsonElement field(Message message, FieldDescriptor field) {
        if (!field.isRepeated()) {
            return value(message.getField(field));
        }
        JsonArray array = new JsonArray();
        for (Object element : (List<?>) message.getField(field)) {
            array.add(value(element));
        }
        return array;
    }

    private static JsonElement value(Object value) {
        if (value instanceof Message message) {
            return of(message);
        }
        if (value instanceof ByteString bytes) {
            return new JsonPrimitive(
                    bytes.size() == NodeId.BYTES
                            ? NodeId.fromWire(bytes).toString()
                            : HexFormat.of().formatHex(bytes.toByteArray()));
        }
        if (value instanceof Number number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Boolean flag) {
            return new JsonPrimitive(flag);
        }
        return new JsonPrimitive(String.valueOf(value));
    }
}
