package sparecore.buyer.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;
import sparecore.content.Digest;
import sparecore.content.PartList.Part;

/** Decides what leaves the {@link ProgramShelf}, whose lock is held. */
final class ShelfSweep {
    private record Item(Path file, String name, long bytes, long usedMillis) {}

    private ShelfSweep() {}

    /**
     * Removes what was used longest ago until {@code bytesMost} are left, but nothing that was used after {@code freshMillis} or belongs to a program
     * that is {@code needed}. A list goes before the parts that it names, so that no program is left in pieces.
     */
    static void sweep(Path folder, long bytesMost, long freshMillis, Set<Digest> needed) throws IOException {
        List<Item> items = items(folder);
        long bytes = items.stream().mapToLong(Item::bytes).sum();
        if (bytes <= bytesMost) {
            return;
        }
        Set<String> kept = keptNames(folder, needed);
        items.sort(Comparator.comparingLong(Item::usedMillis)
                .thenComparing(item -> !item.name().endsWith(ProgramShelf.LIST))
                .thenComparing(Item::name));
        Set<String> gone = new HashSet<>();
        for (Item item : items) {
            boolean stays = item.usedMillis() > freshMillis || kept.contains(item.name());
            if (bytes > bytesMost && !stays) {
                Files.deleteIfExists(item.file());
                gone.add(item.name());
                bytes -= item.bytes();
            }
        }
        removeBrokenLists(items, gone);
    }

    private static List<Item> items(Path folder) throws IOException {
        List<Item> items = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                if (!name.startsWith(ProgramShelf.FRESH)) {
                    items.add(new Item(
                            file,
                            name,
                            Files.size(file),
                            Files.getLastModifiedTime(file).toMillis()));
                }
            }
        }
        return items;
    }

    /** The files of programs: their lists, and the parts that these name; of a list that is damaged none, since its job cannot go on. */
    private static Set<String> keptNames(Path folder, Set<Digest> programs) {
        Set<String> names = new HashSet<>();
        for (Digest program : programs) {
            names.add(program.toHex());
            Path list = folder.resolve(program.toHex() + ProgramShelf.LIST);
            if (Files.exists(list)) {
                names.add(String.valueOf(list.getFileName()));
                addParts(list, names);
            }
        }
        return names;
    }

    private static void addParts(Path list, Set<String> names) {
        try {
            for (Part part : ProgramShelf.readList(list).parts()) {
                names.add(part.digest().toHex());
            }
        } catch (IOException damaged) {
            LoggerFactory.getLogger(ShelfSweep.class).warn("an open job's program is damaged", damaged);
        }
    }

    /** A part that two programs had is of no use to the one that had it earlier, if that one's list is left. */
    private static void removeBrokenLists(List<Item> items, Set<String> gone) throws IOException {
        for (Item item : items) {
            boolean isList = item.name().endsWith(ProgramShelf.LIST) && !gone.contains(item.name());
            if (isList && isBroken(item.file(), gone)) {
                Files.deleteIfExists(item.file());
            }
        }
    }

    private static boolean isBroken(Path list, Set<String> gone) {
        try {
            return ProgramShelf.readList(list).parts().stream()
                    .anyMatch(part -> gone.contains(part.digest().toHex()));
        } catch (IOException unreadable) {
            return true;
        }
    }
}
