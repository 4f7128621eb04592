package sparecore.seller.control;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import sparecore.api.seller.GetStatusRequest;
import sparecore.api.seller.SellerGrpc;
import sparecore.api.seller.SellerStatus;

/** Answers the owner's calls. On gRPC's threads; may block. */
public final class SellerControl extends SellerGrpc.SellerImplBase {
    private final Supplier<SellerStatus> status;

    public SellerControl(Supplier<SellerStatus> status) {
        this.status = status;
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<SellerStatus> answer) {
        answer.onNext(status.get());
        answer.onCompleted();
    }
}
