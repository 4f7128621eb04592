package sparecore.buyer.whole;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Network namespaces of the test's own (ip-netns(8)): the broker, a seller in the open, and two houses behind routers that translate
 * addresses and let nobody in. The lines between them and the world take 15 ms each way, and lose one packet in a hundred and one in twenty.
 *
 * <pre>
 * broker 10.77.1.2 ─┐            ┌─ [cable] ─ router 10.77.3.2, MASQUERADE                ─ sellers 192.168.7.2
 *                   ├─ the world ┤
 * open   10.77.2.2 ─┘            └─ [cable] ─ router 10.77.4.2, MASQUERADE --random-fully ─ buyer   192.168.8.2
 * </pre>
 */
final class Networks implements AutoCloseable {
    static final String BROKER = "10.77.1.2";
    static final String OPEN = "10.77.2.2";
    static final String SELLERS = "192.168.7.2";
    static final String BUYER = "192.168.8.2";

    /** What the world sees of the buyer's house. */
    static final String BUYERS_ROUTER = "10.77.4.2";

    /** Where the rest of the world must go to find what is open to it. */
    enum Place {
        BROKER,
        OPEN,
        SELLERS,
        BUYER
    }

    private static final int SELLERS_LOSS_PERCENT = 1;
    private static final int BUYERS_LOSS_PERCENT = 5;
    private static final String DELAY_MILLIS = "15";

    private final String prefix = "sparecore" + ProcessHandle.current().pid() + "-";
    private final List<String> made = new ArrayList<>();
    private final List<Process> cables = new ArrayList<>();
    private final Path folder;

    private Networks(Path folder) {
        this.folder = folder;
    }

    /** Who may not make namespaces has the test skipped, with a word about it; a check that may skip nothing fails. */
    static Networks open(Path folder) throws IOException {
        Networks networks = new Networks(folder);
        if (!networks.isPossible()) {
            String why = "NOT TESTED: NAT, for this user may not make network namespaces (root may, with the packages"
                    + " iproute2 and iptables)";
            if (System.getenv("SPARECORE_SKIP_NOTHING") != null) {
                throw new AssertionError(why);
            }
            Assumptions.abort(why);
        }
        try {
            networks.build();
            return networks;
        } catch (IOException | RuntimeException | Error e) {
            networks.close();
            throw e;
        }
    }

    private boolean isPossible() {
        try {
            namespace("world");
            run("ip", "netns", "exec", prefix + "world", "iptables", "-t", "nat", "-L");
            return true;
        } catch (AssertionError | IOException no) {
            close();
            return false;
        }
    }

    private void build() throws IOException {
        for (String name : List.of("broker", "open", "sellers", "buyer", "router3", "router4")) {
            namespace(name);
        }
        line("broker", BROKER, "world", "10.77.1.1");
        line("open", OPEN, "world", "10.77.2.1");
        Path cable = compile();
        badLine(cable, SELLERS_LOSS_PERCENT, "router3", "10.77.3.2", "10.77.3.1");
        badLine(cable, BUYERS_LOSS_PERCENT, "router4", BUYERS_ROUTER, "10.77.4.1");
        line("sellers", SELLERS, "router3", "192.168.7.1");
        line("buyer", BUYER, "router4", "192.168.8.1");
        for (String router : List.of("world", "router3", "router4")) {
            in(router, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
        }
        translate("router3");
        translate("router4", "--random-fully");
    }

    private void namespace(String name) throws IOException {
        run("ip", "netns", "add", prefix + name);
        made.add(prefix + name);
        in(name, "ip", "link", "set", "lo", "up");
    }

    /** Whoever is at the first end goes to the second one for all else. */
    private void line(String name, String address, String to, String there) throws IOException {
        run(
                "ip",
                "-n",
                prefix + name,
                "link",
                "add",
                "up0",
                "type",
                "veth",
                "peer",
                "name",
                name,
                "netns",
                prefix + to);
        ends(name, address, to, there);
    }

    /** To the world; by a cable of our own, or by netem where this kernel has no tun device. */
    private void badLine(Path cable, int lossPercent, String name, String address, String there) throws IOException {
        String to = "world";
        Process process = new ProcessBuilder(
                        cable.toString(),
                        Integer.toString(10 * lossPercent),
                        DELAY_MILLIS,
                        prefix + name,
                        "up0",
                        prefix + to,
                        name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        cables.add(process);
        if (process.getInputStream().read() == 'r') {
            ends(name, address, to, there);
            return;
        }
        line(name, address, to, there);
        for (String[] end : new String[][] {{name, "up0"}, {to, name}}) {
            in(
                    end[0],
                    "tc",
                    "qdisc",
                    "add",
                    "dev",
                    end[1],
                    "root",
                    "netem",
                    "delay",
                    DELAY_MILLIS + "ms",
                    "loss",
                    lossPercent + "%");
        }
    }

    private void ends(String name, String address, String to, String there) throws IOException {
        in(name, "ip", "addr", "add", address, "peer", there, "dev", "up0");
        in(to, "ip", "addr", "add", there, "peer", address, "dev", name);
        in(name, "ip", "link", "set", "up0", "up");
        in(to, "ip", "link", "set", name, "up");
        in(name, "ip", "route", "add", "default", "via", there);
    }

    private void translate(String router, String... how) throws IOException {
        List<String> rule =
                new ArrayList<>(List.of("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "up0", "-j", "MASQUERADE"));
        rule.addAll(List.of(how));
        in(router, rule.toArray(String[]::new));
        in(router, "iptables", "-A", "FORWARD", "-i", "up0", "-m", "conntrack", "--ctstate", "NEW", "-j", "DROP");
    }

    /** The buyer's router lets this port in, as an owner may tell it to. */
    void letInToBuyer(int port) throws IOException {
        String number = Integer.toString(port);
        in(
                "router4",
                "iptables",
                "-t",
                "nat",
                "-A",
                "PREROUTING",
                "-i",
                "up0",
                "-p",
                "tcp",
                "--dport",
                number,
                "-j",
                "DNAT",
                "--to-destination",
                BUYER + ":" + port);
        in("router4", "iptables", "-I", "FORWARD", "-i", "up0", "-p", "tcp", "--dport", number, "-j", "ACCEPT");
    }

    /** Every connection of the sellers' house breaks, and none can be made until {@link #mend}. */
    void cut() throws IOException {
        in("router3", "iptables", "-I", "FORWARD", "-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset");
    }

    void mend() throws IOException {
        in("router3", "iptables", "-D", "FORWARD", "-p", "tcp", "-j", "REJECT", "--reject-with", "tcp-reset");
    }

    /** What comes before a command to run it there. */
    List<String> words(Place place) {
        return List.of("ip", "netns", "exec", prefix + place.name().toLowerCase(java.util.Locale.ROOT));
    }

    private void in(String name, String... command) throws IOException {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", prefix + name));
        words.addAll(List.of(command));
        run(words.toArray(String[]::new));
    }

    private Path compile() throws IOException {
        Path program = folder.resolve("cable");
        Path source = Path.of(System.getProperty("sparecore.root"), "buyer/src/test/network/cable.c");
        run("gcc", "-O2", "-o", program.toString(), source.toString());
        return program;
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        cables.forEach(Process::destroyForcibly);
        for (String name : made) {
            try {
                run("ip", "netns", "del", name);
            } catch (AssertionError | IOException gone) {
                System.err.println("cannot remove a network namespace: " + gone.getMessage());
            }
        }
        made.clear();
    }
}
