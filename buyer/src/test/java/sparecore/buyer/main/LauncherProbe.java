package sparecore.buyer.main;

import java.nio.file.Path;
import java.util.Arrays;

/** Stands in for a module's program: tells how the launcher has started it. */
public final class LauncherProbe {
    private static final int STATUS = 42;

    private LauncherProbe() {}

    public static void main(String[] arguments) {
        Path jar = Path.of(System.getProperty("java.class.path")).getFileName();
        System.out.println(jar + " " + Arrays.toString(arguments));
        System.out.println("root " + System.getProperty("sparecore.root"));
        System.exit(STATUS);
    }
}
