package sparecore.slot;

import sparecore.number.Numbered;

/** What a program expects of its surroundings; the number crosses wire and disk. */
public enum Abi implements Numbered {
    /** Makes the four system calls itself, and has no runtime. */
    RAW(1),
    /** Any static Linux program, with a runtime in front that answers its calls. */
    LINUX(2);

    private final int number;

    Abi(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such ABI */
    public static Abi ofNumber(int number) {
        return Numbered.of(Abi.class, number);
    }

    /** As people write it. */
    public String label() {
        return this == RAW ? "raw" : "linux";
    }
}
