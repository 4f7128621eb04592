package sparecore.buyer.pack;

/**
 * A read-only file of a job.
 *
 * @param name its path below /job, with slashes for folders
 * @param bytes not copied: the caller must not change it any more
 */
public record InputFile(String name, byte[] bytes) {
    /** Longest name. */
    public static final int NAME_LENGTH_MAX = 1000;

    private static final int PART_LENGTH_MAX = 255;

    /** Refuses with {@link IllegalArgumentException} a name that is none. */
    public InputFile {
        if (name.length() > NAME_LENGTH_MAX || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the name of an input file is too long or contains a zero byte");
        }
        for (String part : name.split("/", -1)) {
            boolean bad = part.isEmpty() || part.equals(".") || part.equals("..");
            if (bad || part.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > PART_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" can't name an input file: use a relative path such as data/points.csv");
            }
        }
    }
}
