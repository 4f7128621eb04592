package sparecore.jvm;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The command line of a Java with the class path of this one, and its native libraries. Stateless; any thread. */
public final class SameClasses {
    /** Collected by one thread and compiled by the first compiler: what lives for seconds starts soonest so. */
    public static final List<String> SHORT_LIVED =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xlog:disable");

    /** Where SQLite's and JNA's libraries lie unpacked. */
    private static final List<String> NATIVES = List.of("org.sqlite.lib.path", "jna.boot.library.path");

    private SameClasses() {}

    /**
     * @param options of Java itself
     * @param main the class whose main method it runs
     */
    public static List<String> command(List<String> options, String main, List<String> arguments) {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        NATIVES.stream()
                .filter(name -> System.getProperty(name) != null)
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        String signed = signedJars(classPath);
        if (!signed.isEmpty()) {
            command.add("-Xbootclasspath/a:" + signed);
        }
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(arguments);
        return command;
    }

    /**
     * Bouncy Castle's: Java verifies the signature of a signed jar whenever it opens one, which is a quarter of a short command's time,
     * unless the boot loader does. Who can change the jar can change all others beside it, so nothing is lost.
     */
    private static String signedJars(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> Path.of(entry).getFileName().toString().matches("bc[a-z]+-.*\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
