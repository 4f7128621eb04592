package sparecore.buyer.map;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import sparecore.terminal.Json;

final class ResultWritersTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Notices notices = new Notices(new PrintStream(err, true, StandardCharsets.UTF_8), false);

    private JsonObject json(Ended ended) throws IOException {
        out.reset();
        new JsonWriter(out).accept(ended);
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).endsWith("}\n").doesNotContain("\n{");
        return Json.parseObject(text);
    }

    @Test
    void printsOutputAsItIsAndNothingElse() throws IOException {
        new ResultWriter(out, notices).accept(Endings.good(0, "no line end"));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("no line end");
        assertThat(err.size()).isZero();
    }

    @Test
    void tellsOneLineAboutAFailureAndQuotesItsErrorsHarmlessly() throws IOException {
        new ResultWriter(out, notices)
                .accept(Endings.bad(17, Ended.State.ACCEPTED, "bad \u001b[2J thing\nsecond\u0007\n"));
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("sparecore: fragment 17 (label 17): exited with status 1\n"
                        + "  | bad \\u001b[2J thing\n  | second\\u0007\n");
    }

    @Test
    void boundsWhatItQuotes() throws IOException {
        new ResultWriter(out, notices).accept(Endings.bad(0, Ended.State.ACCEPTED, "x".repeat(60_000)));
        assertThat(err.size()).isLessThan(Printable.ERROR_SHOWN + 200);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("55904 bytes more");
    }

    @Test
    void doesNotRepeatTheReasonForAllFragmentsOfAJobThatIsGivenUp() throws IOException {
        ResultWriter writer = new ResultWriter(out, notices);
        for (int line = 0; line < 1000; line++) {
            writer.accept(Endings.bad(line, Ended.State.ABANDONED, ""));
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines()).hasSize(ResultWriter.ABANDONED_SHOWN + 1);
    }

    @Test
    void writesOneObjectPerResult() throws IOException {
        JsonObject object = json(Endings.good(3, "ten\n"));
        assertThat(object.get("index").getAsLong()).isEqualTo(3);
        assertThat(object.get("state").getAsString()).isEqualTo("accepted");
        assertThat(object.get("succeeded").getAsBoolean()).isTrue();
        assertThat(object.get("exitCode").getAsInt()).isZero();
        assertThat(object.get("stdout").getAsString()).isEqualTo("ten\n");
        assertThat(object.get("paidMicroCredits").getAsLong()).isEqualTo(7);
        assertThat(object.get("replicas").getAsInt()).isEqualTo(2);
    }

    @Test
    void writesBytesThatAreNotTextAsBase64() throws IOException {
        ByteString bytes = ByteString.copyFrom(new byte[] {(byte) 0xff, 0, 1});
        JsonObject object = json(Endings.ended(0, Ended.State.ACCEPTED, true, bytes, ByteString.EMPTY));
        assertThat(object.has("stdout")).isFalse();
        assertThat(object.get("stdoutBase64").getAsString()).isEqualTo("/wAB");
        assertThat(object.get("stderr").getAsString()).isEmpty();
    }
}
