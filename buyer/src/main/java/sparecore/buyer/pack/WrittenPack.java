package sparecore.buyer.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;
import sparecore.sandbox.image.PartedFile;

/** A pack that was written to a file as a whole, and is to be run. Its input files stay where they are: they may be large. */
public final class WrittenPack {
    private WrittenPack() {}

    /**
     * The pack in {@code file}, its input files as one part; empty if it has none, or is no sound pack.
     *
     * @throws IOException if it cannot be read
     */
    public static Optional<PartedFile> read(Path file) throws IOException {
        long size = Files.size(file);
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes((int) Math.min(size, ElfReader.FILE_BYTES_MAX));
        }
        OptionalInt split = filesOffset(head, size);
        if (split.isEmpty()) {
            return Optional.empty();
        }
        int at = split.getAsInt();
        PartedFile.Part files = new PartedFile.Part(at, size - at, file, at);
        return Optional.of(PartedFile.of(Arrays.copyOf(head, at), List.of(files)));
    }

    /** Where the contents of files begin. */
    private static OptionalInt filesOffset(byte[] head, long size) {
        ParsedElf elf;
        try {
            elf = ElfReader.read(head, Math.max(size, head.length), AddressSpace.PROGRAM);
        } catch (BadProgramException e) {
            return OptionalInt.empty();
        }
        if (elf.dispatch().isEmpty()) {
            return OptionalInt.empty();
        }
        return elf.segments().stream()
                .filter(segment -> segment.address() == PackRuntime.FILES_ADDRESS)
                .mapToInt(Segment::fileOffset)
                .filter(at -> at <= head.length && at < size)
                .findFirst();
    }
}
