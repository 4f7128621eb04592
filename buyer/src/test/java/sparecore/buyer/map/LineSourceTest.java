package sparecore.buyer.map;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sparecore.result.Work;

final class LineSourceTest {
    private static List<Fragment> read(byte[] input) throws IOException {
        LineSource source = new LineSource(new ByteArrayInputStream(input), ArgumentTemplate.of("p", List.of()));
        List<Fragment> fragments = new ArrayList<>();
        for (Optional<Fragment> next = source.next(); next.isPresent(); next = source.next()) {
            fragments.add(next.get());
        }
        return fragments;
    }

    private static List<String> lines(String input) throws IOException {
        return read(input.getBytes(StandardCharsets.UTF_8)).stream()
                .map(fragment -> fragment.arguments().get(1).toStringUtf8())
                .toList();
    }

    @Test
    void makesAFragmentOfEachLineAndOfEmptyOnesToo() throws IOException {
        assertThat(lines("")).isEmpty();
        assertThat(lines("a\nb\n")).containsExactly("a", "b");
        assertThat(lines("a\nb")).containsExactly("a", "b");
        assertThat(lines("\n\na\n\n")).containsExactly("", "", "a", "");
        assertThat(lines("a\r\nb c\n")).containsExactly("a\r", "b c");
    }

    @Test
    void numbersFragmentsByTheirLine() throws IOException {
        assertThat(read("a\nb\nc\n".getBytes(StandardCharsets.UTF_8)))
                .extracting(Fragment::line)
                .containsExactly(0L, 1L, 2L);
    }

    @Test
    void refusesALineThatIsTooLongAndGoesOn() throws IOException {
        String longLine = "x".repeat(Work.ARGUMENT_BYTES_MAX + 1);
        List<Fragment> fragments = read(("a\n" + longLine + "\nb\n").getBytes(StandardCharsets.UTF_8));
        assertThat(fragments).hasSize(3);
        assertThat(fragments.get(1).refusal()).contains("49153 bytes", "--pipe");
        assertThat(fragments.get(1).label()).hasSizeLessThan(200);
        assertThat(fragments.get(2).arguments().get(1)).isEqualTo(ByteString.copyFromUtf8("b"));
    }

    @Test
    void refusesALineThatIsNotText() throws IOException {
        List<Fragment> fragments = read(new byte[] {'a', '\n', (byte) 0xff, (byte) 0xfe, '\n', 'b'});
        assertThat(fragments)
                .extracting(Fragment::refusal)
                .element(1)
                .asString()
                .contains("UTF-8", "--pipe");
        assertThat(fragments.get(2).refusal()).isEmpty();
    }
}
