package sparecore.home;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** Holds a data folder until it is killed, or its standard input ends. */
final class FolderHolder {
    private FolderHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (DataFolder folder = DataFolder.open(Path.of(arguments[0]))) {
            System.out.println("holds " + folder.path());
            System.out.flush();
            while (System.in.read() >= 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }
}
