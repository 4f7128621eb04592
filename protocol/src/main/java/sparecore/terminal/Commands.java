package sparecore.terminal;

import java.util.List;
import picocli.CommandLine;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.money.Price;

/** Runs a tree of picocli commands with Sparecore's exit codes and one-line errors on standard error. */
public final class Commands {
    private Commands() {}

    /** @return the process's exit status */
    public static int run(Object command, String... arguments) {
        return run(new CommandLine(command), arguments);
    }

    /**
     * A command with many below it. Reading the options of all takes a good part of a short command's time: if the first word names one,
     * no other is read.
     *
     * @param subcommands classes with a name in their {@link CommandLine.Command}, in the order of the help text
     * @return the process's exit status
     */
    public static int run(Object command, List<Class<?>> subcommands, String... arguments) {
        CommandLine line = new CommandLine(command);
        List<Class<?>> asked = subcommands.stream()
                .filter(one -> arguments.length > 0
                        && one.getAnnotation(CommandLine.Command.class).name().equals(arguments[0]))
                .findFirst()
                .<List<Class<?>>>map(List::of)
                .orElse(subcommands);
        asked.forEach(line::addSubcommand);
        return run(line, arguments);
    }

    private static int run(CommandLine line, String... arguments) {
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        // An argument that begins with @ is somebody's data, not a file of further options.
        line.setExpandAtFiles(false);
        convert(line, Credits.class, Credits::parse);
        convert(line, Price.class, Price::parse);
        convert(line, NodeId.class, NodeId::parse);
        convert(line, ByteSize.class, ByteSize::parse);
        convert(line, HostPort.class, HostPort::parse);
        line.setExecutionExceptionHandler((error, failed, parsed) -> report(error, failed));
        line.setParameterExceptionHandler((error, rest) -> {
            CommandLine failed = error.getCommandLine();
            failed.getErr().println("sparecore: " + error.getMessage());
            failed.getErr().println("Try `" + failed.getCommandSpec().qualifiedName() + " --help`.");
            return ExitCode.USAGE.status();
        });
        return line.execute(arguments);
    }

    /** The parser's own words, without the name of a Java class. */
    private static <T> void convert(CommandLine line, Class<T> type, CommandLine.ITypeConverter<T> parser) {
        line.registerConverter(type, text -> {
            try {
                return parser.convert(text);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(String.valueOf(e.getMessage()));
            }
        });
    }

    /** A cause's message may have more lines than one. */
    private static String oneLine(Failure failure) {
        return String.valueOf(failure.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
    }

    private static int report(Exception error, CommandLine failed) {
        if (error instanceof Failure failure) {
            failed.getErr().println("sparecore: " + oneLine(failure));
            return failure.exitCode().status();
        }
        failed.getErr().println("sparecore: an error in Sparecore itself: " + error);
        error.printStackTrace(failed.getErr());
        return ExitCode.BUG.status();
    }
}
