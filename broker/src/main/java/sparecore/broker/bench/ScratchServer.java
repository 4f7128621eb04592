package sparecore.broker.bench;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import sparecore.store.Login;

/**
 * A PostgreSQL server for one run, from the system's package, on a free port of loopback, in a folder of its own that goes with it.
 * It refuses to run as root, so root gives it to another user.
 */
public final class ScratchServer implements AutoCloseable {
    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
    private static final String OWNER = "sparecore";
    private static final String PASSWORD = "scratch";
    private static final long READY_SECONDS_MAX = 60;
    private static final List<String> SERVANTS = List.of("postgres", "nobody");

    private final Path binaries;
    private final Path folder;
    private final List<String> asUser;
    private final int port;
    private final Process server;
    private final Thread atExit = new Thread(this::stop, "stop PostgreSQL");

    private ScratchServer(Path binaries, boolean durable) throws IOException, InterruptedException {
        this.binaries = binaries;
        this.folder = Files.createTempDirectory("sparecore-postgres");
        this.asUser = handOver(folder);
        this.port = freePort();
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD + "\n");
        run(
                binary("initdb"),
                "-D",
                data(),
                "-U",
                OWNER,
                "-A",
                "scram-sha-256",
                "--pwfile=" + password,
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync");
        server = launch(
                binary("postgres"),
                "-D",
                data(),
                "-p",
                String.valueOf(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=" + (durable ? "on" : "off"),
                "-c",
                "shared_buffers=64MB",
                "-c",
                "autovacuum_naptime=10s");
        Runtime.getRuntime().addShutdownHook(atExit);
        awaitReady();
    }

    /** Where the server's programs are: Debian's newest, or the PATH's. */
    public static Optional<Path> installed() {
        List<Path> places = new ArrayList<>();
        if (Files.isDirectory(DEBIAN)) {
            try (Stream<Path> versions = Files.list(DEBIAN)) {
                versions.sorted(Comparator.comparingInt(ScratchServer::version).reversed())
                        .forEach(version -> places.add(version.resolve("bin")));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
        for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            places.add(Path.of(place));
        }
        return places.stream()
                .filter(place ->
                        Files.isExecutable(place.resolve("initdb")) && Files.isExecutable(place.resolve("postgres")))
                .findFirst();
    }

    private static int version(Path folder) {
        String name = String.valueOf(folder.getFileName());
        return name.matches("\\d{1,4}") ? Integer.parseInt(name) : 0;
    }

    /**
     * Starts one; takes a second or two.
     *
     * @param durable whether a commit reaches the disk, as it must wherever it counts or is measured
     */
    public static ScratchServer start(Path binaries, boolean durable) throws IOException, InterruptedException {
        return new ScratchServer(binaries, durable);
    }

    /** @param settings such as {@code currentSchema=x}; empty for none */
    public Login login(String settings) {
        return new Login(url(settings), PASSWORD);
    }

    public String url(String settings) {
        return Login.PREFIX + "//127.0.0.1:" + port + "/postgres?user=" + OWNER
                + (settings.isEmpty() ? "" : "&" + settings);
    }

    public String password() {
        return PASSWORD;
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private String binary(String name) {
        return binaries.resolve(name).toString();
    }

    /** @return what to put before a command so that it runs as who owns the folder */
    private static List<String> handOver(Path folder) throws IOException {
        if (!"root".equals(System.getProperty("user.name"))) {
            return List.of();
        }
        for (String user : SERVANTS) {
            try {
                Files.setOwner(
                        folder,
                        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
                return List.of("setpriv", "--reuid=" + user, "--clear-groups");
            } catch (java.nio.file.attribute.UserPrincipalNotFoundException e) {
                continue;
            }
        }
        throw new IOException("PostgreSQL does not run as root, and there is none of the users " + SERVANTS);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Process launch(String... command) throws IOException {
        List<String> whole = new ArrayList<>(asUser);
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private void run(String... command) throws IOException, InterruptedException {
        Process process = launch(command);
        if (!process.waitFor(READY_SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(command[0] + " failed: " + log());
        }
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private void awaitReady() throws IOException, InterruptedException {
        for (long tries = READY_SECONDS_MAX * 20; server.isAlive() && tries > 0; tries--) {
            if (launch(binary("pg_isready"), "-q", "-h", "127.0.0.1", "-p", String.valueOf(port))
                            .waitFor()
                    == 0) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        close();
        throw new IOException("PostgreSQL did not start: " + log());
    }

    private synchronized void stop() {
        try {
            if (server.isAlive()) {
                launch(binary("pg_ctl"), "stop", "-D", data(), "-m", "immediate", "-W")
                        .waitFor();
                if (!server.waitFor(READY_SECONDS_MAX, TimeUnit.SECONDS)) {
                    server.destroyForcibly();
                }
            }
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        stop();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
