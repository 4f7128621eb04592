package sparecore.sandbox;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sparecore.sandbox.image.StartBlock;

/**
 * What a program is started with.
 *
 * @param arguments argv; the first is the program's name
 * @param environment the whole environment of the program, in the order of its names; nothing of ours is added
 * @param input standard input, not copied: the caller must not change it any more
 */
public record Invocation(List<String> arguments, Map<String, String> environment, byte[] input) {
    /** Most bytes of arguments and environment, see {@link #argumentBytes()}: 60 KiB less what every program gets. */
    public static final int ARGUMENT_BYTES_MAX = StartBlock.ARGUMENT_BYTES_MAX;
    /** Input is held in one Java array. */
    public static final int INPUT_BYTES_MAX = 1 << 30;

    /** Refuses with {@link IllegalArgumentException} what can't be passed to a program. */
    public Invocation {
        arguments = List.copyOf(arguments);
        environment = Collections.unmodifiableMap(new TreeMap<>(environment));
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("there are no arguments; the first is the program's name");
        }
        arguments.forEach(Invocation::requireText);
        environment.forEach(Invocation::requireVariable);
        if (input.length > INPUT_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the input has " + input.length + " bytes, at most " + INPUT_BYTES_MAX + " can be passed");
        }
        long bytes = argumentBytes(arguments, environment);
        if (bytes > ARGUMENT_BYTES_MAX) {
            throw new IllegalArgumentException("arguments and environment take " + bytes + " bytes, at most "
                    + ARGUMENT_BYTES_MAX + " can be passed; pass the rest as input");
        }
    }

    /** Arguments only: no environment and no input. */
    public static Invocation of(String... arguments) {
        return new Invocation(List.of(arguments), Map.of(), new byte[0]);
    }

    /** The same with other input. */
    public Invocation withInput(byte[] bytes) {
        return new Invocation(arguments, environment, bytes);
    }

    /** What arguments and environment take: their UTF-8 bytes, and nine more for each. */
    public int argumentBytes() {
        return (int) argumentBytes(arguments, environment);
    }

    /** The environment in the form that a program sees. */
    List<String> variables() {
        return variables(environment);
    }

    private static long argumentBytes(List<String> arguments, Map<String, String> environment) {
        return (long) StartBlock.argumentBytes(arguments) + StartBlock.argumentBytes(variables(environment));
    }

    private static List<String> variables(Map<String, String> environment) {
        List<String> variables = new ArrayList<>(environment.size());
        environment.forEach((name, value) -> variables.add(name + "=" + value));
        return variables;
    }

    private static void requireText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("an argument or variable contains a zero byte");
        }
    }

    private static void requireVariable(String name, String value) {
        requireText(name);
        requireText(value);
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException("a variable's name is empty or contains '='");
        }
    }
}
