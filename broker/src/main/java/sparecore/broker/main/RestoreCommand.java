package sparecore.broker.main;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.terminal.ExitCode;

/** {@code broker restore}. */
@CommandLine.Command(
        name = "restore",
        description = {
            "Puts a backup into a broker's data folder that has no books yet.",
            "What happened after the backup is not in it: sellers show their vouchers again, all else is lost. Never run two"
                    + " brokers from one backup."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @CommandLine.Parameters(paramLabel = "FOLDER", description = "What `sparecore broker backup` made.")
    private Path backup = Path.of("");

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        LedgerCheck check = Backup.restore(backup.toAbsolutePath(), folder.path());
        System.out.println("restored to " + folder.path() + ": " + BackupCommand.summary(check)
                + "; start it with `sparecore broker run --data " + folder.path() + "`");
        return ExitCode.OK.status();
    }
}
