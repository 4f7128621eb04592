package sparecore.broker.control;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import sparecore.api.broker.BrokerGrpc;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.CreditReply;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.GetStatusRequest;
import sparecore.broker.engine.Engine;
import sparecore.broker.market.Command;
import sparecore.broker.market.Decision;
import sparecore.broker.market.MarketView;
import sparecore.broker.market.Reply;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/** Serves the operator's commands. */
public final class ControlService extends BrokerGrpc.BrokerImplBase {
    private static final long ANSWER_SECONDS_MAX = 10;

    private final Engine engine;
    private final BrokerFacts facts;
    private final Supplier<CompletableFuture<MarketView>> views;

    /** @param views draws the market as it is now */
    public ControlService(Engine engine, BrokerFacts facts, Supplier<CompletableFuture<MarketView>> views) {
        this.engine = engine;
        this.facts = facts;
        this.views = views;
    }

    @Override
    public void credit(CreditRequest request, StreamObserver<CreditReply> observer) {
        Command command;
        try {
            command = new Command.Credit(
                    Id.fromBytes(request.getCommandId().toByteArray()),
                    NodeId.fromWire(request.getNode()),
                    Credits.ofMicro(request.getMicroCredits()),
                    request.getMemo());
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
        answer(decision.thenApply(ControlService::credited), observer);
    }

    private static CreditReply credited(Decision decision) {
        if (decision instanceof Decision.Accepted accepted && accepted.reply() instanceof Reply.Credited credited) {
            return CreditReply.newBuilder()
                    .setAvailable(credited.available().micro())
                    .build();
        }
        String text = decision instanceof Decision.Refused refused ? refused.text() : "an answer to another command";
        throw Status.FAILED_PRECONDITION.withDescription(text).asRuntimeException();
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
