package sparecore.exchange;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.IntFunction;
import sparecore.api.exchange.Cases;
import sparecore.api.exchange.ExchangeGrpc;
import sparecore.api.exchange.GetCasesRequest;
import sparecore.api.exchange.GetWorkRequest;
import sparecore.api.exchange.KeptWork;
import sparecore.evidence.KeptCase;
import sparecore.identity.NodeId;
import sparecore.link.RefusedException;
import sparecore.store.StoreException;
import sparecore.wire.Account;
import sparecore.wire.CancelMoney;
import sparecore.wire.CreditsTransferred;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeRows;
import sparecore.wire.Explain;
import sparecore.wire.Explained;
import sparecore.wire.Frame;
import sparecore.wire.GetAccount;
import sparecore.wire.GetDisputes;
import sparecore.wire.GetMarket;
import sparecore.wire.GetQuote;
import sparecore.wire.GetStanding;
import sparecore.wire.GetStatement;
import sparecore.wire.ListMoney;
import sparecore.wire.MarketShown;
import sparecore.wire.MoneyRow;
import sparecore.wire.MoneyRows;
import sparecore.wire.OpenDispute;
import sparecore.wire.Pledge;
import sparecore.wire.Quote;
import sparecore.wire.RaisePledge;
import sparecore.wire.RequestMoney;
import sparecore.wire.ReturnPledge;
import sparecore.wire.StandingShown;
import sparecore.wire.Statement;
import sparecore.wire.TransferCredits;

/**
 * Passes each question on to the broker, on the daemon's own link; what evidence there is the daemon's journal tells. Any thread; answers
 * come on the link's, or the journal's.
 */
public final class ExchangeService extends ExchangeGrpc.ExchangeImplBase {
    /** In one answer, which has 4 MiB at most: a case file has 3 KiB or so. */
    private static final int CASES_MAX = 1_000;

    private final NodeId node;
    private final Function<Frame.Builder, CompletableFuture<Frame>> broker;
    private final IntFunction<CompletableFuture<List<KeptCase>>> journal;
    private final DisputedWorks works;

    /**
     * @param node whose daemon this is
     * @param broker asks; fails with a {@link RefusedException} or whatever keeps the broker from answering
     * @param journal gives so many of the latest case files that are kept
     * @param works what they are about
     */
    public ExchangeService(
            NodeId node,
            Function<Frame.Builder, CompletableFuture<Frame>> broker,
            IntFunction<CompletableFuture<List<KeptCase>>> journal,
            DisputedWorks works) {
        this.node = node;
        this.broker = broker;
        this.journal = journal;
        this.works = works;
    }

    @Override
    public void getCases(GetCasesRequest request, StreamObserver<Cases> reply) {
        var ignored = journal.apply(CASES_MAX).whenComplete((kept, error) -> {
            if (error != null) {
                reply.onError(Status.INTERNAL
                        .withDescription("the journal cannot be read: " + error.getMessage())
                        .asRuntimeException());
                return;
            }
            reply.onNext(CaseText.message(node, kept));
            reply.onCompleted();
        });
    }

    @Override
    public void getWork(GetWorkRequest request, StreamObserver<KeptWork> reply) {
        try {
            Optional<DisputedWorks.Found> found = works.find(request.getNumber());
            if (found.isEmpty()) {
                reply.onError(Status.NOT_FOUND
                        .withDescription("the work of this case is not kept here")
                        .asRuntimeException());
                return;
            }
            reply.onNext(WorkMessages.piece(found.get(), request));
            reply.onCompleted();
        } catch (IllegalArgumentException e) {
            reply.onError(
                    Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException());
        } catch (IOException | StoreException e) {
            reply.onError(Status.INTERNAL
                    .withDescription("the work of this case cannot be read: " + e.getMessage())
                    .asRuntimeException());
        }
    }

    @Override
    public void getAccount(GetAccount request, StreamObserver<Account> reply) {
        ask(Frame.newBuilder().setGetAccount(request), Frame::getAccount, reply);
    }

    @Override
    public void getStatement(GetStatement request, StreamObserver<Statement> reply) {
        ask(Frame.newBuilder().setGetStatement(request), Frame::getStatement, reply);
    }

    @Override
    public void transfer(TransferCredits request, StreamObserver<CreditsTransferred> reply) {
        ask(Frame.newBuilder().setTransferCredits(request), Frame::getCreditsTransferred, reply);
    }

    @Override
    public void requestMoney(RequestMoney request, StreamObserver<MoneyRow> reply) {
        ask(Frame.newBuilder().setRequestMoney(request), Frame::getMoneyRow, reply);
    }

    @Override
    public void cancelMoney(CancelMoney request, StreamObserver<MoneyRow> reply) {
        ask(Frame.newBuilder().setCancelMoney(request), Frame::getMoneyRow, reply);
    }

    @Override
    public void listMoney(ListMoney request, StreamObserver<MoneyRows> reply) {
        ask(Frame.newBuilder().setListMoney(request), Frame::getMoneyRows, reply);
    }

    @Override
    public void getMarket(GetMarket request, StreamObserver<MarketShown> reply) {
        ask(Frame.newBuilder().setGetMarket(request), Frame::getMarketShown, reply);
    }

    @Override
    public void getQuote(GetQuote request, StreamObserver<Quote> reply) {
        ask(Frame.newBuilder().setGetQuote(request), Frame::getQuote, reply);
    }

    @Override
    public void explain(Explain request, StreamObserver<Explained> reply) {
        ask(Frame.newBuilder().setExplain(request), Frame::getExplained, reply);
    }

    @Override
    public void getStanding(GetStanding request, StreamObserver<StandingShown> reply) {
        ask(Frame.newBuilder().setGetStanding(request), Frame::getStandingShown, reply);
    }

    @Override
    public void raisePledge(RaisePledge request, StreamObserver<Pledge> reply) {
        ask(Frame.newBuilder().setRaisePledge(request), Frame::getPledge, reply);
    }

    @Override
    public void returnPledge(ReturnPledge request, StreamObserver<Pledge> reply) {
        ask(Frame.newBuilder().setReturnPledge(request), Frame::getPledge, reply);
    }

    @Override
    public void openDispute(OpenDispute request, StreamObserver<DisputeRow> reply) {
        ask(Frame.newBuilder().setOpenDispute(request), Frame::getDisputeRow, reply);
    }

    @Override
    public void getDisputes(GetDisputes request, StreamObserver<DisputeRows> reply) {
        ask(Frame.newBuilder().setGetDisputes(request), Frame::getDisputeRows, reply);
    }

    private <T> void ask(Frame.Builder question, Function<Frame, T> answer, StreamObserver<T> reply) {
        var ignored = broker.apply(question).whenComplete((frame, error) -> {
            if (error != null) {
                reply.onError(status(error));
                return;
            }
            reply.onNext(answer.apply(frame));
            reply.onCompleted();
        });
    }

    private static StatusRuntimeException status(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        String text = String.valueOf(cause.getMessage());
        if (!(cause instanceof RefusedException refused)) {
            return Status.UNAVAILABLE
                    .withDescription("the broker does not answer: " + text)
                    .asRuntimeException();
        }
        Status.Code code =
                switch (refused.reason()) {
                    case REFUSAL_REASON_MALFORMED -> Status.Code.INVALID_ARGUMENT;
                    case REFUSAL_REASON_UNKNOWN -> Status.Code.NOT_FOUND;
                    case REFUSAL_REASON_BUSY -> Status.Code.UNAVAILABLE;
                    default -> Status.Code.FAILED_PRECONDITION;
                };
        return code.toStatus().withDescription(text).asRuntimeException();
    }
}
