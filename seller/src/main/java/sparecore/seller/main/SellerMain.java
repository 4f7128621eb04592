package sparecore.seller.main;

import picocli.CommandLine.Command;
import sparecore.terminal.Commands;

/** {@code sparecore seller}: sells idle CPU time of this machine. */
@Command(
        name = "sparecore seller",
        description = "Sells idle CPU time of this machine.",
        mixinStandardHelpOptions = true,
        subcommands = {RunCommand.class, SelfTestCommand.class, StatusCommand.class})
public final class SellerMain {
    private SellerMain() {}

    public static void main(String[] arguments) {
        System.exit(Commands.run(new SellerMain(), arguments));
    }
}
