package sparecore.broker.main;

import com.google.protobuf.ByteString;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import sparecore.api.broker.CreditReply;
import sparecore.api.broker.CreditRequest;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** {@code broker credit}: adds credits to an account. */
@CommandLine.Command(
        name = "credit",
        description = "Adds credits to the account of a node.",
        mixinStandardHelpOptions = true)
final class CreditCommand implements Callable<Integer> {
    @CommandLine.Parameters(
            index = "0",
            paramLabel = "NODE",
            description = "The node's id, as its daemon prints it: 52 letters and digits.")
    private @Nullable NodeId node;

    @CommandLine.Parameters(index = "1", paramLabel = "AMOUNT", description = "In credits, such as 100 or 0.5.")
    private @Nullable Credits amount;

    @CommandLine.Option(
            names = "--memo",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Kept with the transfer.")
    private String memo = "";

    @CommandLine.Mixin
    private FolderOption folder = new FolderOption();

    @Override
    public Integer call() {
        if (node == null || amount == null || !amount.isPositive()) {
            throw new Failure(ExitCode.USAGE, "AMOUNT must be more than zero");
        }
        CreditRequest request = CreditRequest.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(new SecureRandom()).toBytes()))
                .setNode(node.toWire())
                .setMicroCredits(amount.micro())
                .setMemo(memo)
                .build();
        CreditReply reply = folder.ask(broker -> broker.credit(request));
        System.out.println(
                "credited " + amount + " to " + node + ": " + Credits.ofMicro(reply.getAvailable()) + " available");
        return ExitCode.OK.status();
    }
}
