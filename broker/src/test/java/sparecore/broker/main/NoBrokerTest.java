package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.identity.NodeId;
import sparecore.terminal.ExitCode;

/** What the operator is told where no broker runs. */
class NoBrokerTest {
    private static final String NODE = NodeId.fromBytes(new byte[NodeId.BYTES]).toString();

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "credit NODE 1",
                "money",
                "clusters",
                "disputes",
                "node show NODE",
                "set --payout-least 1"
            })
    void saysThatNoneRunsAndWhatToDo(String command) {
        String[] words = (command.replace("NODE", NODE) + " --data " + folder).split(" ");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(BrokerMain.run(words)).isEqualTo(ExitCode.MARKET.status());
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("no broker runs in " + folder)
                .contains("`sparecore broker run`");
    }
}
