package sparecore.broker.control;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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
import sparecore.broker.door.ExchangeMessages;
import sparecore.broker.door.StandingMessages;
import sparecore.broker.engine.Archive;
import sparecore.broker.engine.Engine;
import sparecore.broker.market.Command;
import sparecore.broker.market.Decision;
import sparecore.broker.market.MarketView;
import sparecore.broker.market.Reply;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Commission;
import sparecore.money.Credits;
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

/** Serves the operator's commands. */
public final class ControlService extends BrokerGrpc.BrokerImplBase {
    private static final long ANSWER_SECONDS_MAX = 10;

    private final Engine engine;
    private final Archive archive;
    private final BrokerFacts facts;
    private final Supplier<CompletableFuture<MarketView>> views;

    /** @param views draws the market as it is now */
    public ControlService(
            Engine engine, Archive archive, BrokerFacts facts, Supplier<CompletableFuture<MarketView>> views) {
        this.engine = engine;
        this.archive = archive;
        this.facts = facts;
        this.views = views;
    }

    @Override
    public void credit(CreditRequest request, StreamObserver<CreditReply> observer) {
        ask(
                () -> new Command.Credit(
                        Id.fromBytes(request.getCommandId().toByteArray()),
                        NodeId.fromWire(request.getNode()),
                        Credits.ofMicro(request.getMicroCredits()),
                        request.getMemo()),
                reply -> CreditReply.newBuilder()
                        .setAvailable(((Reply.Credited) reply).available().micro())
                        .build(),
                observer);
    }

    /** @param question what cannot be asked throws an IllegalArgumentException */
    private <T> void ask(Supplier<Command> question, Function<Reply, T> message, StreamObserver<T> observer) {
        Command command;
        try {
            command = question.get();
        } catch (IllegalArgumentException e) {
            observer.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
            return;
        }
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        if (!engine.submit(command, decision::complete)) {
            observer.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription("the broker is too busy: try again")
                    .asRuntimeException());
            return;
        }
        answer(decision.thenApply(ControlService::accepted).thenApply(message), observer);
    }

    private static Reply accepted(Decision decision) {
        if (decision instanceof Decision.Accepted accepted) {
            return accepted.reply();
        }
        throw Status.FAILED_PRECONDITION
                .withDescription(((Decision.Refused) decision).text())
                .asRuntimeException();
    }

    @Override
    public void listMoney(ListMoney request, StreamObserver<MoneyRows> observer) {
        answer(views.get().thenApply(view -> ExchangeMessages.of(view.money())), observer);
    }

    @Override
    public void confirmMoney(DecideMoney request, StreamObserver<MoneyRow> observer) {
        ask(() -> new Command.ConfirmMoney(request.getNumber(), request.getText()), ControlService::money, observer);
    }

    @Override
    public void refuseMoney(DecideMoney request, StreamObserver<MoneyRow> observer) {
        ask(() -> new Command.RefuseMoney(request.getNumber(), request.getText()), ControlService::money, observer);
    }

    private static MoneyRow money(Reply reply) {
        return ExchangeMessages.of(((Reply.MoneyShown) reply).request());
    }

    @Override
    public void getMarket(GetMarket request, StreamObserver<MarketShown> observer) {
        ask(Command.ShowMarket::new, reply -> ExchangeMessages.of(((Reply.MarketShown) reply).figures()), observer);
    }

    @Override
    public void explain(Explain request, StreamObserver<Explained> observer) {
        ask(
                () -> ExchangeMessages.asked(request),
                reply -> ExchangeMessages.of(((Reply.Explained) reply).explanation()),
                observer);
    }

    @Override
    public void getStanding(NodeNamed request, StreamObserver<StandingShown> observer) {
        ask(() -> new Command.ShowStanding(NodeId.fromWire(request.getNode())), ControlService::standing, observer);
    }

    private static StandingShown standing(Reply reply) {
        return StandingMessages.of(((Reply.StandingShown) reply).standing());
    }

    @Override
    public void getClusters(GetClustersRequest request, StreamObserver<Clusters> observer) {
        ask(Command.ShowClusters::new, reply -> ClusterMessages.of(((Reply.ClustersShown) reply).clusters()), observer);
    }

    @Override
    public void setHouse(SetHouseRequest request, StreamObserver<HouseTerms> observer) {
        ask(() -> house(request), reply -> house(((Reply.HouseShown) reply).house()), observer);
    }

    private static Command house(SetHouseRequest request) {
        return new Command.SetHouse(
                request.hasCommissionBasisPoints()
                        ? Optional.of(new Commission(request.getCommissionBasisPoints()))
                        : Optional.empty(),
                request.hasPayoutLeast() ? Optional.of(Credits.ofMicro(request.getPayoutLeast())) : Optional.empty(),
                request.hasPledgeLeast() ? Optional.of(Credits.ofMicro(request.getPledgeLeast())) : Optional.empty());
    }

    private static HouseTerms house(sparecore.broker.market.HouseTerms house) {
        return HouseTerms.newBuilder()
                .setCommissionBasisPoints(house.commission().basisPoints())
                .setPayoutLeast(house.payoutLeast().micro())
                .setPledgeLeast(house.pledgeLeast().micro())
                .build();
    }

    @Override
    public void getDisputes(GetDisputes request, StreamObserver<DisputeRows> observer) {
        answer(views.get().thenApply(view -> StandingMessages.of(view.disputes())), observer);
    }

    @Override
    public void settleDispute(SettleDisputeRequest request, StreamObserver<DisputeRow> observer) {
        ask(
                () -> new Command.SettleDispute(request.getNumber(), request.getUpheld(), request.getWhy()),
                reply -> StandingMessages.of(((Reply.DisputeShown) reply).dispute()),
                observer);
    }

    @Override
    public void ban(BanRequest request, StreamObserver<Decided> observer) {
        ask(
                () -> new Command.BanNode(NodeId.fromWire(request.getNode()), request.getWhy()),
                done -> Decided.getDefaultInstance(),
                observer);
    }

    @Override
    public void pardon(NodeNamed request, StreamObserver<Decided> observer) {
        ask(
                () -> new Command.PardonNode(NodeId.fromWire(request.getNode())),
                done -> Decided.getDefaultInstance(),
                observer);
    }

    @Override
    public void getStatement(NodeStatement request, StreamObserver<Statement> observer) {
        NodeId node;
        try {
            node = NodeId.fromWire(request.getNode());
        } catch (IllegalArgumentException e) {
            observer.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
            return;
        }
        answer(archive.statement(node, request.getAfter()).thenApply(ExchangeMessages::statement), observer);
    }

    @Override
    public void getStatus(GetStatusRequest request, StreamObserver<BrokerStatus> observer) {
        answer(views.get().thenApply(view -> StatusMessages.of(view, facts)), observer);
    }

    private static <T> void answer(CompletableFuture<T> future, StreamObserver<T> observer) {
        try {
            observer.onNext(future.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS));
            observer.onCompleted();
        } catch (ExecutionException e) {
            observer.onError(
                    e.getCause() instanceof IllegalStateException busy
                            ? Status.UNAVAILABLE
                                    .withDescription(busy.getMessage())
                                    .asRuntimeException()
                            : Status.fromThrowable(e.getCause()).asRuntimeException());
        } catch (TimeoutException e) {
            observer.onError(Status.DEADLINE_EXCEEDED
                    .withDescription("the broker did not answer in time")
                    .asRuntimeException());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            observer.onError(Status.CANCELLED.asRuntimeException());
        }
    }
}
