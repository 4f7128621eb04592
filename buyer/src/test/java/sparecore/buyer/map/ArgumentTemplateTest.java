package sparecore.buyer.map;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ArgumentTemplateTest {
    private static List<String> fill(List<String> arguments, String line) {
        return ArgumentTemplate.of("prog", arguments).fill(ByteString.copyFromUtf8(line)).stream()
                .map(ByteString::toStringUtf8)
                .toList();
    }

    @Test
    void appendsTheLineWhereNoArgumentHasAPlaceForIt() {
        assertThat(fill(List.of(), "7")).containsExactly("prog", "7");
        assertThat(fill(List.of("-x", "y"), "7")).containsExactly("prog", "-x", "y", "7");
    }

    @Test
    void replacesEveryPlaceInEveryArgument() {
        assertThat(fill(List.of("{}"), "7")).containsExactly("prog", "7");
        assertThat(fill(List.of("a{}b{}", "c", "{}"), "7")).containsExactly("prog", "a7b7", "c", "7");
        assertThat(fill(List.of("{}{}"), "ab")).containsExactly("prog", "abab");
    }

    @Test
    void takesLinesAsTheyAre() {
        assertThat(fill(List.of("<{}>"), "")).containsExactly("prog", "<>");
        assertThat(fill(List.of("{}"), "")).containsExactly("prog", "");
        assertThat(fill(List.of("{}"), "a b 'c' $d {}")).containsExactly("prog", "a b 'c' $d {}");
        assertThat(fill(List.of("{}"), "größe\t→")).containsExactly("prog", "größe\t→");
    }

    @Test
    void leavesTheProgramsNameAlone() {
        assertThat(ArgumentTemplate.of("{}", List.of()).fill(ByteString.copyFromUtf8("7")))
                .containsExactly(ByteString.copyFromUtf8("{}"), ByteString.copyFromUtf8("7"));
    }
}
