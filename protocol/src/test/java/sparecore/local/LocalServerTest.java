package sparecore.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.BrokerGrpc;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.GetStatusRequest;

/** The local API over a real Unix socket, by this user. */
final class LocalServerTest {
    @TempDir
    Path folder;

    private LocalServer serve() throws IOException {
        return LocalServer.start(folder.resolve("socket"), List.of(new EchoBroker()));
    }

    private LocalChannel connect() {
        return LocalChannel.open(folder.resolve("socket"));
    }

    private static BrokerGrpc.BrokerBlockingStub broker(LocalChannel channel) {
        return BrokerGrpc.newBlockingStub(channel.channel()).withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static CreditRequest credit(long amount) {
        return CreditRequest.newBuilder().setMicroCredits(amount).build();
    }

    private static Status.Code code(StatusRuntimeException error) {
        return error.getStatus().getCode();
    }

    @Test
    void answersACallOfTheSameUser() throws Exception {
        try (LocalServer server = serve();
                LocalChannel channel = connect()) {
            assertThat(broker(channel).credit(credit(7)).getAvailable()).isEqualTo(7);
            assertThat(server).isNotNull();
        }
    }

    @Test
    void replacesTheSocketOfADeadDaemonAndRemovesItsOwn() throws Exception {
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
        }
        assertThat(folder.resolve("socket")).as("left behind").exists();

        try (LocalServer server = serve();
                LocalChannel channel = connect()) {
            assertThat(broker(channel).credit(credit(8)).getAvailable()).isEqualTo(8);
            server.close();
            assertThat(Files.exists(folder.resolve("socket"))).isFalse();
        }
    }

    @Test
    void saysThatNobodyServes() {
        try (LocalChannel channel = connect()) {
            assertThatThrownBy(() -> broker(channel).credit(credit(1)))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            error -> assertThat(code(error)).isEqualTo(Status.Code.UNAVAILABLE));
        }
    }

    @Test
    void aTooLargeMessageIsAClearStatusInBothDirectionsAndTheChannelGoesOn() throws Exception {
        try (LocalServer server = serve();
                LocalChannel channel = connect()) {
            assertThat(server).isNotNull();
            String large = "x".repeat(LocalServer.MESSAGE_BYTES_MAX + 1);
            assertThatThrownBy(() -> broker(channel)
                            .credit(CreditRequest.newBuilder().setMemo(large).build()))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            error -> assertThat(code(error)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
            assertThatThrownBy(() -> broker(channel).getStatus(GetStatusRequest.getDefaultInstance()))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            error -> assertThat(code(error)).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
            assertThat(broker(channel).credit(credit(9)).getAvailable()).isEqualTo(9);
        }
    }
}
