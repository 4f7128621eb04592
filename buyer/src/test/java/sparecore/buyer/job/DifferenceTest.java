package sparecore.buyer.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How two outputs differ. */
class DifferenceTest {
    @ParameterizedTest
    @CsvSource({
        "12345, 12045, byte 2 of its output is '0' and not '3'",
        "abc, Abc, byte 0 of its output is 'A' and not 'a'",
        "abc, 'a c', byte 1 of its output is 0x20 and not 'b'",
        "abc, ab, 'its output has 2 bytes and not 3, equal so far'",
        "ab, abcd, 'its output has 4 bytes and not 2, equal so far'",
        "ab, ab, 'its output is the same, but not how it ended'",
    })
    void namesTheFirstByte(String accepted, String other, String text) {
        assertThat(Difference.between(ByteString.copyFromUtf8(accepted), ByteString.copyFromUtf8(other)))
                .isEqualTo(text);
    }
}
