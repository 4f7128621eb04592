package sparecore.broker.control;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import sparecore.api.broker.BanRequest;
import sparecore.api.broker.BrokerGrpc;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.Clusters;
import sparecore.api.broker.CreditReply;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.DecideMoney;
import sparecore.api.broker.Decided;
import sparecore.api.broker.GetClustersRequest;
import sparecore.api.broker.GetStatusRequest;
import sparecore.api.broker.HouseTerms;
import sparecore.api.broker.NodeNamed;
import sparecore.api.broker.NodeStatement;
import sparecore.api.broker.SetHouseRequest;
import sparecore.api.broker.SettleDisputeRequest;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeRows;
import sparecore.wire.Explain;
import sparecore.wire.Explained;
import sparecore.wire.GetDisputes;
import sparecore.wire.GetMarket;
import sparecore.wire.ListMoney;
import sparecore.wire.MarketShown;
import sparecore.wire.MoneyRow;
import sparecore.wire.MoneyRows;
import sparecore.wire.StandingShown;
import sparecore.wire.Statement;

/** Serves the operator of a broker that stands by: who is in office, and nothing else. */
public final class StandbyService extends BrokerGrpc.BrokerImplBase {
    private final BrokerFacts facts;
    private final Supplier<String> inOffice;

    /** @param inOffice HOST:PORT of the broker that holds the books; empty if nobody is known to */
    public StandbyService(BrokerFacts facts, Supplier<String> inOffice) {
        this.facts = facts;
        this.inOffice = inOffice;
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<BrokerStatus> observer) {
        observer.onNext(BrokerStatus.newBuilder()
                .setNode(facts.node().toWire())
                .setAddress(facts.address())
                .setConsole(facts.console())
                .setStandsBy(true)
                .setInOffice(inOffice.get())
                .build());
        observer.onCompleted();
    }

    private void refuse(StreamObserver<?> observer) {
        observer.onError(Status.FAILED_PRECONDITION
                .withDescription(
                        "this broker stands by: ask the one in office, at " + inOffice.get() + ", on its machine")
                .asRuntimeException());
    }

    @Override
    public void credit(CreditRequest request, StreamObserver<CreditReply> observer) {
        refuse(observer);
    }

    @Override
    public void listMoney(ListMoney request, StreamObserver<MoneyRows> observer) {
        refuse(observer);
    }

    @Override
    public void confirmMoney(DecideMoney request, StreamObserver<MoneyRow> observer) {
        refuse(observer);
    }

    @Override
    public void refuseMoney(DecideMoney request, StreamObserver<MoneyRow> observer) {
        refuse(observer);
    }

    @Override
    public void getStatement(NodeStatement request, StreamObserver<Statement> observer) {
        refuse(observer);
    }

    @Override
    public void getMarket(GetMarket request, StreamObserver<MarketShown> observer) {
        refuse(observer);
    }

    @Override
    public void explain(Explain request, StreamObserver<Explained> observer) {
        refuse(observer);
    }

    @Override
    public void getStanding(NodeNamed request, StreamObserver<StandingShown> observer) {
        refuse(observer);
    }

    @Override
    public void getClusters(GetClustersRequest request, StreamObserver<Clusters> observer) {
        refuse(observer);
    }

    @Override
    public void setHouse(SetHouseRequest request, StreamObserver<HouseTerms> observer) {
        refuse(observer);
    }

    @Override
    public void getDisputes(GetDisputes request, StreamObserver<DisputeRows> observer) {
        refuse(observer);
    }

    @Override
    public void settleDispute(SettleDisputeRequest request, StreamObserver<DisputeRow> observer) {
        refuse(observer);
    }

    @Override
    public void ban(BanRequest request, StreamObserver<Decided> observer) {
        refuse(observer);
    }

    @Override
    public void pardon(NodeNamed request, StreamObserver<Decided> observer) {
        refuse(observer);
    }
}
