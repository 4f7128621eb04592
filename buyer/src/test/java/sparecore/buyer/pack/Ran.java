package sparecore.buyer.pack;

import java.nio.charset.StandardCharsets;

/** How a program ended and what it said. @param status as a shell shows it */
record Ran(int status, byte[] output, byte[] error) {
    String text() {
        return new String(output, StandardCharsets.UTF_8);
    }

    String errorText() {
        return new String(error, StandardCharsets.UTF_8);
    }
}
