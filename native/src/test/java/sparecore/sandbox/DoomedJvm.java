package sparecore.sandbox;

/** A JVM that starts a program which never ends, prints its process id, and waits to be killed. */
public final class DoomedJvm {
    private DoomedJvm() {}

    /** Prints the process id. */
    public static void main(String[] arguments) throws Exception {
        Sandbox sandbox = Sandbox.open(SandboxPolicy.DEFAULT);
        Run run = sandbox.start(Programs.spin(), Limits.DEFAULT, Invocation.of("spin"));
        System.out.println(run.pid());
        run.await();
    }
}
