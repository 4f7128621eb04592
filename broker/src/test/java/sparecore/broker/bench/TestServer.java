package sparecore.broker.bench;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import sparecore.store.Database;
import sparecore.store.Login;

/** The PostgreSQL server of this JVM's tests, started by the first that asks, stopped when the JVM ends. */
public final class TestServer {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();
    private static @Nullable ScratchServer server;

    private TestServer() {}

    /** Says loudly if there is none; where nothing may be left out, that is a failure. */
    public static synchronized ScratchServer get() {
        if (server == null) {
            Optional<Path> binaries = ScratchServer.installed();
            if (binaries.isEmpty()) {
                String missing = "PostgreSQL is not installed (Debian, Ubuntu: apt-get install postgresql)";
                System.err.println("LEFT OUT: " + missing);
                if (System.getenv("SPARECORE_SKIP_NOTHING") != null) {
                    throw new AssertionError(missing);
                }
                assumeTrue(false, missing);
            }
            try {
                server = ScratchServer.start(binaries.orElseThrow(), false);
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        return server;
    }

    /** What belongs at the end of a URL for a schema of its own. */
    public static String newSchema() {
        String name = "test" + SCHEMAS.incrementAndGet();
        try (Database database = Database.connect(get().login(""))) {
            database.update("CREATE SCHEMA " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return "currentSchema=" + name;
    }

    public static Login emptySchema() {
        return get().login(newSchema());
    }
}
