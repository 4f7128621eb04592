package sparecore.buyer.code;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.code.ElfSections.Section;

/**
 * Reads where functions are from what a program carries for those who unwind its stack: {@code .eh_frame}, which is there also in a stripped
 * program (Linux Standard Base, Core, 10.6; DWARF 4, 6.4.1). For one thread.
 *
 * <p>What can't be read is passed by.
 */
final class CallFrames {
    private static final String SECTION = ".eh_frame";
    /** Lengths from here on say that a longer length follows. */
    private static final long LENGTH_MAX = 0xffff_fff0L;

    private static final int ABSOLUTE = 0x00;
    private static final int RELATIVE = 0x10;
    private static final int WORD = 0x03;
    private static final int SIGNED_WORD = 0x0b;

    private final Section section;
    private final ByteBuffer content;
    private final BiConsumer<Long, Long> functions;
    /** How a common entry says where its functions are, by where the entry is. */
    private final Map<Integer, Integer> encodings = new HashMap<>();

    private CallFrames(Section section, BiConsumer<Long, Long> functions) {
        this.section = section;
        this.content = section.content().duplicate().order(section.content().order());
        this.functions = functions;
    }

    /** Tells {@code functions} the start and the size of each that {@code section} names, if it is of this kind. */
    static void read(Section section, BiConsumer<Long, Long> functions) {
        if (section.name().equals(SECTION)) {
            new CallFrames(section, functions).readAll();
        }
    }

    private void readAll() {
        try {
            int next = 0;
            while (next < content.limit()) {
                content.position(next);
                long bytes = Integer.toUnsignedLong(content.getInt());
                if (bytes == 0 || bytes > Math.min(LENGTH_MAX, content.remaining())) {
                    return;
                }
                next = content.position() + (int) bytes;
                readEntry(next);
            }
        } catch (BufferUnderflowException e) {
            return; // what was read before is as good as it was
        }
    }

    private void readEntry(int end) {
        int at = content.position();
        int back = content.getInt();
        if (back == 0) {
            Integer encoding = readCommon(end);
            if (encoding != null) {
                encodings.put(at - Integer.BYTES, encoding);
            }
            return;
        }
        Integer encoding = encodings.get(at - back);
        if (encoding != null && end - content.position() >= 2 * Integer.BYTES) {
            long here = section.address() + content.position();
            long start = content.getInt() + ((encoding & RELATIVE) != 0 ? here : 0);
            functions.accept(start, Integer.toUnsignedLong(content.getInt()));
        }
    }

    /** The encoding of its functions' addresses; null if it is another than what compilers write. */
    private @Nullable Integer readCommon(int end) {
        content.get(); // version
        StringBuilder augmentation = new StringBuilder();
        for (byte letter = content.get(); letter != 0; letter = content.get()) {
            augmentation.append((char) letter);
        }
        skipNumber(); // code alignment
        skipNumber(); // data alignment
        skipNumber(); // return address: of version 1 a byte, which is below 128
        if (augmentation.isEmpty() || augmentation.charAt(0) != 'z') {
            return null;
        }
        skipNumber();
        int encoding = ABSOLUTE;
        for (int i = 1; i < augmentation.length(); i++) {
            switch (augmentation.charAt(i)) {
                case 'R' -> encoding = Byte.toUnsignedInt(content.get());
                case 'L' -> content.get();
                case 'P' -> skipPointer();
                case 'S', 'B' -> {}
                default -> {
                    return null;
                }
            }
        }
        int form = encoding & 0xf;
        boolean relative = (encoding & 0xf0) == RELATIVE;
        boolean absolute = (encoding & 0xf0) == ABSOLUTE && section.base() == 0;
        boolean known = (form == WORD || form == SIGNED_WORD) && (relative || absolute);
        return known && content.position() <= end ? encoding : null;
    }

    private void skipPointer() {
        int form = content.get() & 0xf;
        int bytes =
                switch (form) {
                    case 0x2, 0xa -> Short.BYTES;
                    case WORD, SIGNED_WORD -> Integer.BYTES;
                    default -> Long.BYTES;
                };
        for (int i = 0; i < bytes; i++) {
            content.get();
        }
    }

    /** LEB128. */
    private void skipNumber() {
        byte read = content.get();
        while (read < 0) {
            read = content.get();
        }
    }
}
