package sparecore.buyer.main;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: Sparecore's version from the jar, and the Java that runs it. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "sparecore " + (version == null ? "(not packaged)" : version) + ", Java " + Runtime.version()
        };
    }
}
