package sparecore.local;

import io.grpc.stub.StreamObserver;
import sparecore.api.broker.BrokerGrpc;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.CreditReply;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.GetStatusRequest;

/** Answers a credit with its own amount. */
final class EchoBroker extends BrokerGrpc.BrokerImplBase {
    @Override
    public void credit(CreditRequest request, StreamObserver<CreditReply> answer) {
        answer.onNext(
                CreditReply.newBuilder().setAvailable(request.getMicroCredits()).build());
        answer.onCompleted();
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<BrokerStatus> answer) {
        answer.onNext(BrokerStatus.newBuilder()
                .setConsole("x".repeat(LocalServer.MESSAGE_BYTES_MAX + 1))
                .build());
        answer.onCompleted();
    }
}
