package sparecore.sandbox.image;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ElfWriter;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.stub.Layer;
import sparecore.sandbox.stub.Stub;

/**
 * Writes images for one launcher on one host.
 *
 * @param optionalLayers the optional layers that the host has
 * @param launcherPid the process whose death ends every run
 * @param atEnd told of each image that nobody holds any more, before it is gone
 */
public record ImageBuilder(Set<Layer> optionalLayers, int launcherPid, Consumer<Image> atEnd) {
    /** Copies the set. */
    public ImageBuilder {
        optionalLayers = Set.copyOf(optionalLayers);
    }

    /** Builds the image of {@code file}, which was read as {@code elf}, for {@code key}. */
    public Image build(ParsedElf elf, byte[] file, ImageKey key) throws BadProgramException {
        ImageLayout layout = ImageLayout.of(elf, key, optionalLayers, launcherPid);
        List<Segment> segments = layout.segments();
        Segment last = segments.get(segments.size() - 1);
        long bytes = (long) last.fileOffset() + last.fileBytes();
        SealedFile sealed = SealedFile.create(bytes);
        try {
            write(sealed, layout, segments, file);
            return new Image(sealed.seal(), bytes, layout, atEnd);
        } catch (KernelException e) {
            sealed.discard();
            throw e;
        }
    }

    private static void write(SealedFile sealed, ImageLayout layout, List<Segment> segments, byte[] file) {
        Stub stub = layout.stub();
        byte[] head = ElfWriter.head(stub.entry(), segments);
        sealed.write(0, head, 0, head.length);
        sealed.write(segments.get(0).fileOffset(), stub.bytes(), 0, stub.bytes().length);
        List<PageGroup> groups = layout.fileGroups();
        for (int i = 0; i < groups.size(); i++) {
            writeGroup(sealed, groups.get(i), segments.get(i + 1).fileOffset(), file);
        }
    }

    private static void writeGroup(SealedFile sealed, PageGroup group, long offset, byte[] file) {
        for (Segment segment : group.segments()) {
            long at = offset + (segment.address() - group.start());
            sealed.write(at, file, segment.fileOffset(), segment.fileBytes());
        }
    }
}
