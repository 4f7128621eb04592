package sparecore.buyer.bench;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import sparecore.buyer.map.Fragment;
import sparecore.buyer.map.FragmentSource;

/** A given number of equal fragments. Used by one thread at a time. */
final class Load implements FragmentSource {
    private final List<ByteString> arguments;
    private final ByteString input;
    private final int count;
    private int made;

    Load(String program, ByteString input, int count) {
        this.arguments = List.of(ByteString.copyFromUtf8(program));
        this.input = input;
        this.count = count;
    }

    @Override
    public Optional<Fragment> next() {
        return made == count ? Optional.empty() : Optional.of(new Fragment(made++, arguments, input, "", ""));
    }

    @Override
    public boolean hasMoreAtOnce() {
        return made < count;
    }
}
