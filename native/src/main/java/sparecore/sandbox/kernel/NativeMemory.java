package sparecore.sandbox.kernel;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/**
 * A block of memory outside the Java heap, zeroed at first and freed when this object is no longer reachable.
 *
 * <p>Every access is checked against the size. Whoever passes {@link #address()} to the C library must hold this object in
 * a field or a local that is used after the call. Not for two threads at once.
 */
public final class NativeMemory {
    private final Memory memory;
    private final long address;

    /** Takes {@code bytes} bytes. */
    public NativeMemory(long bytes) {
        memory = new Memory(bytes);
        memory.clear();
        address = Pointer.nativeValue(memory);
    }

    /** {@code text} in UTF-8 with a zero at its end. */
    public static NativeMemory ofText(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        NativeMemory memory = new NativeMemory(bytes.length + 1L);
        memory.putBytes(0, bytes, 0, bytes.length);
        return memory;
    }

    /** Where it lies. */
    public long address() {
        return address;
    }

    /** How large it is. */
    public long sizeBytes() {
        return memory.size();
    }

    /** The byte at {@code offset}. */
    public byte getByte(long offset) {
        return memory.getByte(offset);
    }

    /** The 16-bit number at {@code offset}. */
    public short getShort(long offset) {
        return memory.getShort(offset);
    }

    /** Writes a 16-bit number. */
    public void putShort(long offset, short value) {
        memory.setShort(offset, value);
    }

    /** The 32-bit number at {@code offset}. */
    public int getInt(long offset) {
        return memory.getInt(offset);
    }

    /** Writes a 32-bit number. */
    public void putInt(long offset, int value) {
        memory.setInt(offset, value);
    }

    /** The 64-bit number at {@code offset}. */
    public long getLong(long offset) {
        return memory.getLong(offset);
    }

    /** Writes a 64-bit number. */
    public void putLong(long offset, long value) {
        memory.setLong(offset, value);
    }

    /** Copies out {@code length} bytes from {@code offset} to {@code target} at {@code from}. */
    public void getBytes(long offset, byte[] target, int from, int length) {
        memory.read(offset, target, from, length);
    }

    /** Copies in {@code length} bytes of {@code source} at {@code from} to {@code offset}. */
    public void putBytes(long offset, byte[] source, int from, int length) {
        memory.write(offset, source, from, length);
    }

    /** Sets every byte to {@code value}. */
    public void fill(byte value) {
        memory.setMemory(0, memory.size(), value);
    }
}
