package sparecore.broker.main;

import sparecore.broker.reach.Prober;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.Links;
import sparecore.link.ProtocolException;
import sparecore.wire.Frame;

/** A link that is opened to see that it can be, and closed again. */
final class Knocking implements LinkHandler {
    private Knocking() {}

    static Prober.Knock by(Links links) {
        return (address, node) -> links.dial(address, node, new Knocking())
                .thenAccept(link -> link.close("checked that it can be dialled"));
    }

    @Override
    public void opened(Link link) {}

    @Override
    public void received(Link link, Frame frame) throws ProtocolException {
        throw new ProtocolException("a node that is checked says nothing");
    }

    @Override
    public void closed(Link link, String reason) {}
}
