package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Json;

class BenchCommandTest {
    @Test
    void tellsWhatTheEngineDoesAsJson() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int status = BrokerMain.run("bench", "ENGINE", "--sellers", "5,50", "--orders", "150", "--json");
            assertThat(status).isEqualTo(ExitCode.OK.status());
        } finally {
            System.setOut(before);
        }
        JsonObject crowded = Json.parseObject(said.toString(StandardCharsets.UTF_8))
                .getAsJsonArray("engine")
                .get(1)
                .getAsJsonObject();
        assertThat(crowded.get("asks").getAsInt()).isEqualTo(50);
        assertThat(crowded.get("bidsWaiting").getAsInt()).isEqualTo(50);
        assertThat(crowded.get("ordersPerSecond").getAsDouble()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--sellers 100,100",
                "--sellers 0",
                "--sellers 16001",
                "--orders 0",
                "--vouchers 100001",
                "--store mysql://x",
                "--store-password none"
            })
    void refusesWhatItCannotMeasure(String options) {
        String[] words = ("bench ENGINE " + options).split(" ");
        assertThat(BrokerMain.run(words)).isEqualTo(ExitCode.USAGE.status());
    }
}
