package sparecore.buyer.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InstructionReaderTest {
    private static Optional<Instruction> read(String hex) {
        byte[] code = HexFormat.of().parseHex(hex.replace(" ", ""));
        return new InstructionReader(code, code.length).read(0);
    }

    /** Encodings as GNU as writes them; the longest of each form. */
    @ParameterizedTest
    @CsvSource({
        "b827000000, SETS_REGISTER, -1, 0",
        "41b827000000, SETS_REGISTER, -1, 0",
        "48c7c00f000000, SETS_REGISTER, -1, 0",
        "48b81122334455667788, SETS_REGISTER, -1, 0",
        "488d3df43a0000, SETS_REGISTER, 3, 0",
        "66b82700, MOVABLE, -1, 0",
        "48897c2408, MOVABLE, -1, 0",
        "c644240f00, MOVABLE, -1, 0",
        "c784248800000000000000, MOVABLE, -1, 0",
        "803dd734000001, MOVABLE, 2, 0",
        "48f7c001000000, MOVABLE, -1, 0",
        "f6c101, MOVABLE, -1, 0",
        "f7d8, MOVABLE, -1, 0",
        "48a11122334455667788, MOVABLE, -1, 0",
        "660f3a0fc108, MOVABLE, -1, 0",
        "660f3800c1, MOVABLE, -1, 0",
        "0f1f840000000000, MOVABLE, -1, 0",
        "8b0485f0000000, MOVABLE, -1, 0",
        "c5f877, MOVABLE, -1, 0",
        "c5fd6f05f0000000, MOVABLE, 4, 0",
        "c4e37d19c101, MOVABLE, -1, 0",
        "c4e2f9f7d0, MOVABLE, -1, 0",
        "62f17c48280500000000, MOVABLE, 6, 0",
        "62f37d483fc800, MOVABLE, -1, 0",
        "f0480fb10f, FIXED, -1, 0",
        "67488d3df43a0000, FIXED, 4, 0",
        "e8e4ffffff, FIXED, -1, 4",
        "ff1500000000, FIXED, 2, 0",
        "740b, FIXED, -1, 1",
        "0f8409010000, FIXED, -1, 4",
        "cd03, FIXED, -1, 0",
        "c7f800000000, FIXED, -1, 4",
        "4c89ee, SETS_REGISTER, -1, 0",
        "31c9, SETS_REGISTER, -1, 0",
        "31d9, MOVABLE, -1, 0",
        "e90b000000, LEAVES, -1, 4",
        "ebf9, LEAVES, -1, 1",
        "c3, LEAVES, -1, 0",
        "ffe0, LEAVES_BY_TABLE, -1, 0",
        "0f0b, LEAVES, -1, 0",
        "f4, LEAVES, -1, 0",
        "0f05, SYSTEM_CALL, -1, 0",
        "0fa2, CPUID, -1, 0"
    })
    void knowsTheLengthOfAnInstructionAndWhetherItCanBeElsewhere(
            String hex, Instruction.Kind kind, int distanceAt, int jumpBytes) {
        assertThat(read(hex)).contains(new Instruction(hex.length() / 2, kind, distanceAt, jumpBytes));
        assertThat(read(hex + "0f05")).isEqualTo(read(hex));
        for (int shorter = 2; shorter < hex.length(); shorter += 2) {
            assertThat(read(hex.substring(0, shorter)))
                    .as(hex.substring(0, shorter))
                    .isEmpty();
        }
    }

    /** Push of a segment, a far call, 3DNow!, a move that is none, AMD's XOP, two prefixes of 64 bits, and a prefix of what is to come (APX). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "06",
                "9a112233445566",
                "0f0fc00c",
                "c7c8000000",
                "8fe97812c000",
                "4848b827000000",
                "d5480f05",
                "0f3f",
                "62f4",
                ""
            })
    void leavesOutWhatItDoesNotKnow(String hex) {
        assertThat(read(hex)).isEmpty();
    }

    @Test
    void readsNothingBehindTheEndWhateverTheBytesAre() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] code = new byte[20];
        for (int i = 0; i < 200_000; i++) {
            random.nextBytes(code);
            int end = random.nextInt(code.length + 1);
            int length = new InstructionReader(code, end)
                    .read(0)
                    .map(Instruction::bytes)
                    .orElse(0);
            assertThat(length).as("seed %s, round %s", seed, i).isBetween(0, Math.min(end, Instruction.BYTES_MAX));
        }
    }
}
