package sparecore.sandbox.stub;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The constants that the stub's system calls point to; they lie before its code. */
final class Constants {
    private static final int ALIGNMENT = 16;

    private final long address;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Constants(long address) {
        this.address = address;
    }

    /** Adds 64-bit numbers and answers their address. */
    long words(long... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return add(buffer.array());
    }

    /** Adds a text with a zero at its end and answers its address. */
    long text(String text) {
        return add((text + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private long add(byte[] value) {
        long at = address + bytes.size();
        bytes.writeBytes(value);
        while (bytes.size() % ALIGNMENT != 0) {
            bytes.write(0);
        }
        return at;
    }
}
