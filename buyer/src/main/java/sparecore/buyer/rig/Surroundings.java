package sparecore.buyer.rig;

import java.nio.file.Files;
import java.nio.file.Path;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * Where Sparecore lies on this machine: its launcher and the programs that the build has compiled.
 *
 * @param root the folder of the launcher
 */
public record Surroundings(Path root) {
    private static final String ROOT = "sparecore.root";

    /** As the launcher tells. @throws Failure if it did not start this process */
    public static Surroundings find() {
        String root = System.getProperty(ROOT);
        if (root == null) {
            throw new Failure(ExitCode.USAGE, "this command needs Sparecore's own folder: start it as ./sparecore");
        }
        return new Surroundings(Path.of(root));
    }

    public Installation installation() {
        return Installation.launcher(root);
    }

    /** Where the build puts what it makes. */
    public Path buildFolder() {
        return root.resolve("target");
    }

    /** One of the programs of buyer/sdk. */
    public Path program(String name) {
        Path program =
                root.resolve("buyer").resolve("target").resolve("programs").resolve(name);
        if (!Files.exists(program)) {
            throw new Failure(
                    ExitCode.ENVIRONMENT,
                    program + " is missing: `buyer/sdk/build buyer/target/programs` compiles it, and needs gcc");
        }
        return program;
    }
}
