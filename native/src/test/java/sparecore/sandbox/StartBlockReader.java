package sparecore.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a start block as a program would. */
final class StartBlockReader {
    private static final long STACK_END = 0x3f_0000_0000L;

    private final ByteBuffer block;
    private final List<String> arguments;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<Long, Long> auxiliary = new LinkedHashMap<>();

    StartBlockReader(byte[] bytes) {
        block = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long count = block.getLong();
        arguments = strings();
        if (count != arguments.size()) {
            throw new AssertionError("argc is " + count + ", there are " + arguments.size());
        }
        for (String variable : strings()) {
            int equals = variable.indexOf('=');
            environment.put(variable.substring(0, equals), variable.substring(equals + 1));
        }
        for (long key = block.getLong(); key != 0; key = block.getLong()) {
            auxiliary.put(key, block.getLong());
        }
    }

    List<String> arguments() {
        return arguments;
    }

    Map<String, String> environment() {
        return environment;
    }

    long auxiliary(long key) {
        return auxiliary.getOrDefault(key, -1L);
    }

    private List<String> strings() {
        List<String> strings = new ArrayList<>();
        for (long address = block.getLong(); address != 0; address = block.getLong()) {
            strings.add(string(address));
        }
        return strings;
    }

    private String string(long address) {
        int start = (int) (address - (STACK_END - block.capacity()));
        int end = start;
        while (block.get(end) != 0) {
            end++;
        }
        return new String(block.array(), start, end - start, StandardCharsets.UTF_8);
    }
}
