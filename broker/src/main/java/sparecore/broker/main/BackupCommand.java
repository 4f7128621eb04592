package sparecore.broker.main;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.terminal.ExitCode;

/** {@code broker backup}. */
@CommandLine.Command(
        name = "backup",
        description = {
            "Copies a broker's books and key to a new folder, while the broker goes on.",
            "Books on a PostgreSQL server (--store) are backed up with pg_dump: copy the key file of the folder beside it.",
            "The copy is read and its books are checked before it gets its name. Whoever has it is the broker: keep it as safe as"
                    + " the original."
        },
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    @CommandLine.Parameters(paramLabel = "FOLDER", description = "Made by this command; must not exist.")
    private Path backup = Path.of("");

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        Path target = backup.toAbsolutePath();
        LedgerCheck check = Backup.take(folder.path(), target);
        System.out.println("backed up to " + target + ": " + summary(check));
        return ExitCode.OK.status();
    }

    static String summary(LedgerCheck check) {
        return check.transfers() + " transfers, the accounts sum to " + check.sum();
    }
}
