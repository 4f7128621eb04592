package sparecore.broker.main;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import sparecore.api.broker.BrokerStatus;
import sparecore.identity.NodeId;

/** A status as JSON: the names of the message in camel case, every field present, numbers as numbers, node ids as text. */
final class StatusJson {
    private StatusJson() {}

    static JsonObject of(BrokerStatus status) {
        return object(status);
    }

    private static JsonObject object(Message message) {
        JsonObject object = new JsonObject();
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            object.add(field.getJsonName(), field(message, field));
        }
        return object;
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

    /** All bytes of a status are node ids; an account that is no node's has none. */
    private static JsonElement value(Object value) {
        if (value instanceof Message message) {
            return object(message);
        }
        if (value instanceof ByteString bytes) {
            return new JsonPrimitive(
                    bytes.isEmpty() ? "" : NodeId.fromWire(bytes).toString());
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
