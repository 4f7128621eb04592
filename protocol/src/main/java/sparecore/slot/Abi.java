package sparecore.slot;

/** What a program expects of its surroundings; the number crosses wire and disk. */
public enum Abi {
    /** Makes the four system calls itself, and has no runtime. */
    RAW(1),
    /** Any static Linux program, with a runtime in front that answers its calls. */
    LINUX(2);

    private final int number;

    Abi(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such ABI */
    public static Abi ofNumber(int number) {
        for (Abi abi : values()) {
            if (abi.number == number) {
                return abi;
            }
        }
        throw new IllegalArgumentException("no ABI has the number " + number);
    }

    /** As people write it. */
    public String label() {
        return this == RAW ? "raw" : "linux";
    }
}
