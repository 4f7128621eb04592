package sparecore.number;

/** Of an enum whose constants are stored or sent as numbers. A number never changes its meaning. */
public interface Numbered {
    int number();

    /** @throws IllegalArgumentException if no constant has the number */
    static <E extends Enum<E> & Numbered> E of(Class<E> type, int number) {
        for (E constant : type.getEnumConstants()) {
            if (constant.number() == number) {
                return constant;
            }
        }
        throw new IllegalArgumentException("no " + type.getSimpleName() + " has the number " + number);
    }
}
