package sparecore.broker.main;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.GetStatusRequest;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Json;

/** {@code broker status}: the market at one moment. */
@CommandLine.Command(
        name = "status",
        description = {
            "Shows orders, leases, accounts and the check of the books; of a broker that stands by, which one is in office.",
            "Exits with 1 if the books do not balance."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @CommandLine.Option(names = "--json", description = "One JSON object on standard output; money in micro-credits.")
    private boolean json;

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        BrokerStatus status = folder.ask(broker -> broker.getStatus(GetStatusRequest.getDefaultInstance()));
        System.out.print(json ? Json.pretty(StatusJson.of(status)) + "\n" : StatusText.of(status));
        return status.getStandsBy() || status.getLedger().getBalanced()
                ? ExitCode.OK.status()
                : ExitCode.FAILED.status();
    }
}
