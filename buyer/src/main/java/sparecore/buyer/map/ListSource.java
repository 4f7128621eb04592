package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One fragment per word that follows {@code :::} on the command line. */
public final class ListSource implements FragmentSource {
    private final Iterator<String> words;
    private final long size;
    private final ArgumentTemplate template;
    private long lines;

    public ListSource(List<String> words, ArgumentTemplate template) {
        this.words = words.iterator();
        this.size = words.size();
        this.template = template;
    }

    @Override
    public Optional<Fragment> next() {
        if (!words.hasNext()) {
            return Optional.empty();
        }
        return Optional.of(Fragment.ofLine(lines++, template.fill(ByteString.copyFromUtf8(words.next()))));
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public boolean hasMoreAtOnce() {
        return words.hasNext();
    }
}
