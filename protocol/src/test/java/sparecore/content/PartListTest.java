package sparecore.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.PartList.Part;

class PartListTest {
    @TempDir
    private Path folder;

    private static Part part(int number, long bytes) {
        return new Part(Digest.of(new byte[] {(byte) number, (byte) (number >> 8)}), bytes);
    }

    @Test
    void eachPartBeginsOnTheNextPage() {
        PartList list = new PartList(List.of(part(0, 1), part(1, 4096), part(2, 4097), part(3, 5)));
        assertThat(List.of(list.offset(0), list.offset(1), list.offset(2), list.offset(3)))
                .containsExactly(0L, 4096L, 8192L, 16384L);
        assertThat(list.bytes()).isEqualTo(16389);
        assertThat(list.filesBytes()).isEqualTo(4096 + 4097 + 5);
        assertThat(PartList.whole(Digest.of(new byte[0]), 5).bytes()).isEqualTo(5);
    }

    @Test
    void takesTheMostThatIsAllowedAndNotMore() {
        List<Part> most = new ArrayList<>(List.of(part(0, PartList.FIRST_BYTES_MAX)));
        long each = PartList.FILES_BYTES_MAX / (PartList.PARTS_MAX - 1);
        for (int i = 1; i < PartList.PARTS_MAX; i++) {
            most.add(part(i, each));
        }
        most.set(1, part(1, PartList.FILES_BYTES_MAX - each * (PartList.PARTS_MAX - 2)));
        assertThat(new PartList(most).bytes()).isLessThanOrEqualTo(PartList.BYTES_MAX);

        List<Part> more = new ArrayList<>(most);
        more.set(2, part(2, each + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PartList(more));
        more.set(2, part(2, each));
        more.add(part(PartList.PARTS_MAX, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PartList(more));
    }

    @Test
    void refusesWhatAddsUpOnlyByWrappingAround() {
        for (long bytes : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, PartList.FILES_BYTES_MAX + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PartList(List.of(part(0, 1), part(1, bytes), part(2, Long.MAX_VALUE))));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new PartList(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new PartList(Collections.nCopies(2, part(0, 1))));
    }

    @Test
    void readsAnyRangeOfTheWhole() throws IOException {
        Random random = new Random(7);
        List<Part> parts = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int size : new int[] {100, 4096, 9000, 1}) {
            byte[] content = new byte[size];
            random.nextBytes(content);
            whole.writeBytes(new byte[-whole.size() & 0xfff]);
            whole.writeBytes(content);
            parts.add(new Part(Digest.of(content), size));
            files.add(Files.write(folder.resolve(String.valueOf(size)), content));
        }
        StoredParts stored = new StoredParts(new PartList(parts), files);
        byte[] all = whole.toByteArray();
        assertThat(stored.list().bytes()).isEqualTo(all.length);
        for (int i = 0; i < 200; i++) {
            int from = random.nextInt(all.length);
            int length = 1 + random.nextInt(all.length - from);
            assertThat(stored.readWhole(from, length)).isEqualTo(Arrays.copyOfRange(all, from, from + length));
        }
        assertThat(stored.first()).isEqualTo(Arrays.copyOf(all, 100));
        Files.write(files.get(0), new byte[99]);
        assertThatThrownBy(stored::first).isInstanceOf(IOException.class);
    }
}
