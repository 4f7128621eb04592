package sparecore.buyer.whole;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import sparecore.api.broker.BrokerGrpc;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.CreditReply;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.GetStatusRequest;
import sparecore.buyer.rig.Daemon;
import sparecore.content.Id;
import sparecore.home.DataFolder;
import sparecore.identity.NodeId;
import sparecore.local.LocalChannel;
import sparecore.money.Credits;

/** What the operator asks of a broker's local socket: as the commands do, without a process for each. Stateless. */
final class Operator {
    private static final Credits GIFT = Credits.parse("10");

    private Operator() {}

    static BrokerStatus books(Daemon broker) {
        try (LocalChannel channel = LocalChannel.open(DataFolder.socketIn(broker.folder()))) {
            return BrokerGrpc.newBlockingStub(channel.channel()).getStatus(GetStatusRequest.getDefaultInstance());
        }
    }

    /** Ten credits to an account. */
    static void giveCredits(Daemon broker, NodeId node) {
        CreditRequest request = CreditRequest.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(new SecureRandom()).toBytes()))
                .setNode(node.toWire())
                .setMicroCredits(GIFT.micro())
                .setMemo("a gift")
                .build();
        try (LocalChannel channel = LocalChannel.open(DataFolder.socketIn(broker.folder()))) {
            CreditReply unused = BrokerGrpc.newBlockingStub(channel.channel()).credit(request);
        }
    }
}
