package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.api.broker.AccountRow;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.GetStatusRequest;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.store.MarketStore;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.Ticket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.terminal.Failure;

/** Backups of a broker that runs, and brokers made of them. */
class BackupTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CREDITS = 40;

    @TempDir
    Path temp;

    private Path data() {
        return temp.resolve("broker");
    }

    private BrokerProcess start(Path data) throws IOException {
        return BrokerProcess.start(new RunOptions(
                data,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                new HouseTerms(new Commission(500), Credits.ofMicro(1_000)),
                null,
                null,
                RunOptions.Network.DEFAULT,
                Ticket.DURATION_MILLIS_MAX));
    }

    private static void credit(Path data, NodeId node) {
        CreditRequest request = CreditRequest.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(RANDOM).toBytes()))
                .setNode(node.toWire())
                .setMicroCredits(1)
                .build();
        ControlClient.ask(data, stub -> stub.credit(request));
    }

    private static long balance(Path data, NodeId node) {
        BrokerStatus status = ControlClient.ask(data, stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
        return status.getAccountsList().stream()
                .filter(row -> row.getKind().equals("node") && row.getNode().equals(node.toWire()))
                .mapToLong(AccountRow::getBalance)
                .sum();
    }

    @Test
    void holdsAllThatWasConfirmedBeforeItAndIsTheSameBroker() throws Exception {
        NodeId node = NodeKey.generate(RANDOM).id();
        List<Long> confirmed = new ArrayList<>();
        List<Path> backups = new ArrayList<>();
        NodeId key;
        try (BrokerProcess broker = start(data())) {
            key = broker.address().key();
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<Void> crediting = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < CREDITS || !stop.get(); i++) {
                    credit(data(), node);
                }
            });
            for (int i = 0; i < 3; i++) {
                confirmed.add(balance(data(), node));
                Path backup = temp.resolve("backup" + i);
                assertThat(Backup.take(data(), backup).balanced()).isTrue();
                backups.add(backup);
            }
            stop.set(true);
            crediting.join();
            assertThat(balance(data(), node)).isGreaterThanOrEqualTo(CREDITS);
        }
        for (int i = 0; i < backups.size(); i++) {
            Path restored = temp.resolve("restored" + i);
            LedgerCheck check = Backup.restore(backups.get(i), restored);
            assertThat(check.sum()).isEqualTo(Credits.ZERO);
            try (BrokerProcess broker = start(restored)) {
                assertThat(broker.address().key()).isEqualTo(key);
                assertThat(balance(restored, node)).isGreaterThanOrEqualTo(confirmed.get(i));
            }
        }
    }

    @Test
    void nobodyElseMayReadIt() throws Exception {
        start(data()).close();
        Backup.take(data(), temp.resolve("backup"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("backup"))))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(temp.resolve("backup").resolve("key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void neverTakesThePlaceOfSomething() throws Exception {
        start(data()).close();
        Path backup = temp.resolve("backup");
        Backup.take(data(), backup);
        assertThatThrownBy(() -> Backup.take(data(), backup))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("exists");
        assertThatThrownBy(() -> Backup.restore(backup, data()))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("another folder");
        try (BrokerProcess running = start(data())) {
            assertThatThrownBy(() -> Backup.restore(backup, data())).hasMessageContaining("in use");
            assertThat(running.address().port()).isPositive();
        }
        assertThatThrownBy(() -> Backup.take(temp.resolve("nothing"), temp.resolve("other")))
                .hasMessageContaining("no broker has kept its books");
        assertThatThrownBy(() -> Backup.restore(temp, temp.resolve("other"))).hasMessageContaining("no backup");
        assertThat(Files.exists(temp.resolve("other"))).isFalse();
    }

    /** Cut, overwritten, or of another broker: each is told, and leaves nothing behind. */
    @ParameterizedTest
    @ValueSource(strings = {"cut", "overwritten", "foreign key"})
    void aDamagedOneIsRefused(String damage) throws Exception {
        NodeId node = NodeKey.generate(RANDOM).id();
        try (BrokerProcess broker = start(data())) {
            credit(data(), node);
            assertThat(broker.address().port()).isPositive();
        }
        Path backup = temp.resolve("backup");
        Backup.take(data(), backup);
        Path books = backup.resolve(MarketStore.FILE);
        byte[] bytes = Files.readAllBytes(books);
        switch (damage) {
            case "cut" -> Files.write(books, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            case "overwritten" -> {
                RANDOM.nextBytes(bytes);
                Files.write(books, bytes);
            }
            default -> Files.write(backup.resolve("key"), new byte[7]);
        }
        Path restored = temp.resolve("restored");

        assertThatThrownBy(() -> Backup.restore(backup, restored))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("nothing was restored");

        try (Stream<Path> left = Files.list(restored)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("lock");
        }
    }
}
