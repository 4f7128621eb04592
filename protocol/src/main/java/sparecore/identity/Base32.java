package sparecore.identity;

import java.io.ByteArrayOutputStream;

/** RFC 4648 base32 in lower case, without padding. */
final class Base32 {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;

    private Base32() {}

    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length * 8 / BITS + 1);
        int buffered = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffered = (buffered << 8 | (b & 0xff)) & 0xffff;
            bits += 8;
            while (bits >= BITS) {
                bits -= BITS;
                text.append(ALPHABET.charAt(buffered >> bits & 31));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(buffered << (BITS - bits) & 31));
        }
        return text.toString();
    }

    /** @throws IllegalArgumentException if a character is not of the alphabet, or left-over bits are not zero */
    static byte[] decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() * BITS / 8);
        int buffered = 0;
        int bits = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(text.charAt(i));
            if (value < 0) {
                throw new IllegalArgumentException("'" + text.charAt(i) + "' is not a base32 character");
            }
            buffered = (buffered << BITS | value) & 0xffff;
            bits += BITS;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(buffered >> bits & 0xff);
            }
        }
        if ((buffered & (1 << bits) - 1) != 0) {
            throw new IllegalArgumentException("the text does not end on a whole byte");
        }
        return bytes.toByteArray();
    }
}
