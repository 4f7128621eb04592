package sparecore.buyer.demo;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes a picture as PNG (ISO/IEC 15948): eight bits each of red, green and blue. Equal pixels give equal bytes. Pure. */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int BYTES_PER_PIXEL = 3;
    private static final byte BITS_PER_SAMPLE = 8;
    private static final byte COLOUR_TRUE = 2;

    /** Filter type "Sub": each byte less the one of the pixel before it, which makes smooth areas small. */
    private static final byte FILTER_SUB = 1;

    private Png() {}

    /** @param rgb the pixels by rows from the top, three bytes each */
    static byte[] encode(int width, int height, byte[] rgb) {
        if (rgb.length != width * height * BYTES_PER_PIXEL) {
            throw new IllegalArgumentException(
                    "a picture of " + width + "x" + height + " has not " + rgb.length + " bytes");
        }
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(SIGNATURE);
        // Behind the two properties: compression, filter and interlace method 0.
        chunk(
                png,
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(BITS_PER_SAMPLE)
                        .put(COLOUR_TRUE)
                        .array());
        chunk(png, "IDAT", deflate(filter(width, height, rgb)));
        chunk(png, "IEND", new byte[0]);
        return png.toByteArray();
    }

    private static byte[] filter(int width, int height, byte[] rgb) {
        int row = width * BYTES_PER_PIXEL;
        byte[] filtered = new byte[height * (row + 1)];
        for (int y = 0; y < height; y++) {
            int to = y * (row + 1);
            filtered[to++] = FILTER_SUB;
            for (int i = 0; i < row; i++) {
                int before = i < BYTES_PER_PIXEL ? 0 : rgb[y * row + i - BYTES_PER_PIXEL];
                filtered[to + i] = (byte) (rgb[y * row + i] - before);
            }
        }
        return filtered;
    }

    private static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream small = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 << 10];
        while (!deflater.finished()) {
            small.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return small.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
        png.writeBytes(name);
        png.writeBytes(content);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) check.getValue()).array());
    }
}
