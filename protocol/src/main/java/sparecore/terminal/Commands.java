package sparecore.terminal;

import picocli.CommandLine;

/** Runs a tree of picocli commands with Sparecore's exit codes and one-line errors on standard error. */
public final class Commands {
    private Commands() {}

    /** @return the process's exit status */
    public static int run(Object command, String... arguments) {
        CommandLine line = new CommandLine(command);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        // An argument that begins with @ is somebody's data, not a file of further options.
        line.setExpandAtFiles(false);
        line.registerConverter(sparecore.money.Credits.class, sparecore.money.Credits::parse);
        line.registerConverter(sparecore.money.Price.class, sparecore.money.Price::parse);
        line.registerConverter(sparecore.identity.NodeId.class, sparecore.identity.NodeId::parse);
        line.registerConverter(ByteSize.class, ByteSize::parse);
        line.setExecutionExceptionHandler((error, failed, parsed) -> report(error, failed));
        line.setParameterExceptionHandler((error, rest) -> {
            CommandLine failed = error.getCommandLine();
            failed.getErr().println("sparecore: " + error.getMessage());
            failed.getErr().println("Try `" + failed.getCommandSpec().qualifiedName() + " --help`.");
            return ExitCode.USAGE.status();
        });
        return line.execute(arguments);
    }

    private static int report(Exception error, CommandLine failed) {
        if (error instanceof Failure failure) {
            failed.getErr().println("sparecore: " + failure.getMessage());
            return failure.exitCode().status();
        }
        failed.getErr().println("sparecore: an error in Sparecore itself: " + error);
        error.printStackTrace(failed.getErr());
        return ExitCode.BUG.status();
    }
}
