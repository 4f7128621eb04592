package sparecore.seller.main;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import sparecore.identity.NodeKey;
import sparecore.result.RunLimits;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.SandboxPolicy;
import sparecore.sandbox.SandboxUnavailableException;
import sparecore.seller.confinement.SandboxRunner;

/** For tests of a whole seller with the real sandbox, on a fake broker. */
abstract class RealSeller {
    static final RunLimits LIMITS = RunLimits.of(16L << 20, 1, 1 << 20);

    @TempDir
    private Path data;

    final NodeKey buyerKey = FakeBuyer.newKey();
    private Sandbox sandbox;
    FakeBroker broker;
    TestSeller seller;

    @BeforeEach
    void start() throws IOException, SandboxUnavailableException {
        sandbox = Sandbox.open(SandboxPolicy.DEFAULT);
        broker = new FakeBroker();
        seller = TestSeller.start(data, broker.address(), new SandboxRunner(sandbox), 2, 1_000);
    }

    @AfterEach
    void stop() throws IOException {
        seller.close();
        broker.close();
        sandbox.close();
    }
}
