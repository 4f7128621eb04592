package sparecore.buyer.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Names of system calls, from the kernel's arch/x86/entry/syscalls/syscall_64.tbl. */
public final class CallNames {
    private static final Map<Integer, String> NAMES = load();

    private CallNames() {}

    /** The name, or "call N". */
    public static String name(int number) {
        return NAMES.getOrDefault(number, "call " + number);
    }

    private static Map<Integer, String> load() {
        try (InputStream in = CallNames.class.getResourceAsStream("calls")) {
            if (in == null) {
                throw new IllegalStateException("the names of the system calls are missing from this build");
            }
            Map<Integer, String> names = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                int space = line.indexOf(' ');
                names.put(Integer.parseInt(line.substring(0, space)), line.substring(space + 1));
            });
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
