package sparecore.buyer.map;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import sparecore.content.Digest;
import sparecore.result.RunLimits;
import sparecore.result.Work;

/** Marks those fragments of a source as refused that nobody would take, before they cost anything. */
final class CheckedSource implements FragmentSource {
    private final FragmentSource source;
    private final Digest program;
    private final RunLimits limits;

    CheckedSource(FragmentSource source, Order order) {
        this.source = source;
        this.program = Digest.fromHex(order.program().sha256());
        this.limits = order.limits();
    }

    @Override
    public Optional<Fragment> next() throws IOException {
        return source.next().map(this::check);
    }

    private Fragment check(Fragment fragment) {
        if (!fragment.refusal().isEmpty()) {
            return fragment;
        }
        try {
            require(fragment);
            return fragment;
        } catch (IllegalArgumentException e) {
            return Fragment.refused(fragment.line(), fragment.label(), String.valueOf(e.getMessage()));
        }
    }

    /** The limits of work are checked where work is made. */
    private void require(Fragment fragment) {
        Work unused = new Work(program, fragment.arguments(), fragment.input(), limits);
    }

    @Override
    public OptionalLong size() {
        return source.size();
    }

    @Override
    public boolean hasMoreAtOnce() throws IOException {
        return source.hasMoreAtOnce();
    }
}
