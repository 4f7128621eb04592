package sparecore.sandbox;

import java.util.List;
import java.util.Map;

/**
 * What a program is started with.
 *
 * @param arguments argv; the first is the program's name
 * @param environment the whole environment of the program; nothing of ours is added
 * @param input standard input, not copied: the caller must not change it any more
 */
public record Invocation(List<String> arguments, Map<String, String> environment, byte[] input) {
    /** Most bytes that arguments and environment may take with their pointers, see {@link #argumentBytes()}. */
    public static final int ARGUMENT_BYTES_MAX = 60 << 10;

    /** Refuses with {@link IllegalArgumentException} what can't be passed to a program. */
    public Invocation {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** Arguments only: no environment and no input. */
    public static Invocation of(String... arguments) {
        return new Invocation(List.of(arguments), Map.of(), new byte[0]);
    }

    /** The same with other input. */
    public Invocation withInput(byte[] bytes) {
        return new Invocation(arguments, environment, bytes);
    }
}
