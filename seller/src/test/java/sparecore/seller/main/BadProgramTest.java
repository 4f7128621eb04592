package sparecore.seller.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.content.Digest;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.wire.Frame;

/** A seller checks a program itself, whatever its buyer has checked, and goes on with the next one. */
class BadProgramTest extends RealSeller {
    /** Places in an ELF file's header, and in its first program header (elf(5)). */
    private static final int CLASS = 4;

    private static final int MACHINE = 18;
    private static final int ENTRY = 24;
    private static final int ROWS = 56;
    private static final int ROW_0 = 64;
    private static final int ROW_BYTES = 56;
    private static final int ROW_ADDRESS = 16;
    private static final int ROW_FILE_BYTES = 32;
    private static final int ROW_MEMORY_BYTES = 40;
    private static final int PT_INTERP = 3;
    private static final int EM_AARCH64 = 183;

    private static byte[] bad(String what) {
        byte[] file = TinyPrograms.echo();
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        switch (what) {
            case "truncated" -> {
                return Arrays.copyOf(file, file.length - 1);
            }
            case "script" -> {
                return "#!/bin/sh\necho hello\n".getBytes(StandardCharsets.US_ASCII);
            }
            case "overlapping" -> {
                return withItsSegmentTwice(file);
            }
            case "32-bit" -> elf.put(CLASS, (byte) 1);
            case "another machine" -> elf.putShort(MACHINE, (short) EM_AARCH64);
            case "dynamic" -> elf.putInt(ROW_0, PT_INTERP);
            case "out of range" -> elf.putLong(ROW_0 + ROW_ADDRESS, 0);
            default -> throw new AssertionError(what);
        }
        return file;
    }

    /** The first row once more behind itself; all behind that moves on by a row. */
    private static byte[] withItsSegmentTwice(byte[] file) {
        ByteBuffer longer = ByteBuffer.allocate(file.length + ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        longer.put(file, 0, ROW_0 + ROW_BYTES).put(file, ROW_0, file.length - ROW_0);
        longer.putShort(ROWS, (short) 2);
        longer.putLong(ENTRY, longer.getLong(ENTRY) + ROW_BYTES);
        for (int row = ROW_0; row <= ROW_0 + ROW_BYTES; row += ROW_BYTES) {
            longer.putLong(row + ROW_FILE_BYTES, longer.capacity());
            longer.putLong(row + ROW_MEMORY_BYTES, longer.capacity());
        }
        return longer.array();
    }

    @ParameterizedTest
    @CsvSource({
        "truncated, ends",
        "script, script",
        "32-bit, 64-bit",
        "another machine, x86-64",
        "dynamic, dynamic",
        "out of range, outside",
        "overlapping, overlap",
    })
    void isRefusedWithTheReasonAndCostsNothing(String what, String words) throws IOException, InterruptedException {
        Ticket ticket = broker.ticket(buyerKey.id(), seller.id(), 1, Credits.ofWhole(1));
        try (FakeBuyer buyer = FakeBuyer.dial(buyerKey, seller.address(), seller.id())) {
            buyer.open(broker.sign(ticket)).join();
            assertThat(buyer.upload(bad(what)).getProgramRefused().getReason()).contains(words);
            assertThat(seller.daemon().unpaid()).isEqualTo(Credits.ZERO);

            byte[] good = TinyPrograms.echo();
            assertThat(buyer.upload(good).getBodyCase()).isEqualTo(Frame.BodyCase.PROGRAM_READY);
            buyer.assign(1, Digest.of(good), "x", new byte[0], LIMITS);
            assertThat(buyer.next(Frame.BodyCase.FRAGMENT_DONE).hasFragmentDone())
                    .isTrue();
        }
    }
}
