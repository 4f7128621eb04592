package sparecore.terminal;

/** What a command of Sparecore exits with. The same for all commands; documented in every {@code --help}. */
public enum ExitCode {
    OK(0, "all went well"),
    FAILED(1, "the work was done, but some of it failed"),
    USAGE(2, "the command line is wrong"),
    ENVIRONMENT(3, "something on this machine is missing, full, in use or not permitted"),
    MARKET(4, "the market refused: no broker, no credits, no seller"),
    BUG(70, "an error in Sparecore itself"),
    INTERRUPTED(130, "stopped by Ctrl-C");

    private final int status;
    private final String meaning;

    ExitCode(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    public int status() {
        return status;
    }

    public String meaning() {
        return meaning;
    }
}
