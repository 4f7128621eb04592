package sparecore.broker.main;

import com.google.gson.JsonObject;
import sparecore.api.broker.BrokerStatus;
import sparecore.exchange.MessageJson;

/** A status as JSON: the names of the message in camel case, every field present, numbers as numbers, node ids as text. */
final class StatusJson {
    private StatusJson() {}

    static JsonObject of(BrokerStatus status) {
        return MessageJson.of(status);
    }
}
