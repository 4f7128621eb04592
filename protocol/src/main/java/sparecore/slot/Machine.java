package sparecore.slot;

/**
 * What a seller says that it runs on, for people who look into results that differ. Nothing rests on it: whoever lies about it gains
 * nothing. Each part is printable ASCII, at most {@value #PART_LENGTH_MAX} characters; empty where it is not known.
 */
public record Machine(String cpuModel, String kernel, String slotClass) {
    public static final int PART_LENGTH_MAX = 100;
    public static final Machine UNKNOWN = new Machine("", "", "");

    /** Takes whatever a peer says: what is too long is cut, what is not printable is shown as a question mark. */
    public Machine {
        cpuModel = printable(cpuModel);
        kernel = printable(kernel);
        slotClass = printable(slotClass);
    }

    private static String printable(String text) {
        String cut = text.length() > PART_LENGTH_MAX ? text.substring(0, PART_LENGTH_MAX) : text;
        return cut.replaceAll("[^ -~]", "?").strip();
    }

    /** For a person: "AMD EPYC 9B14, Linux 6.1.0, raw+linux, x86-64-v3". */
    public String label() {
        String joined = String.join(", ", cpuModel, kernel, slotClass).replaceAll("(, )+", ", ");
        String bare = joined.replaceAll("^, |, $", "");
        return bare.isEmpty() ? "a machine that says nothing of itself" : bare;
    }
}
