package sparecore.sandbox.stub;

/**
 * One step of the lock-down.
 *
 * @param name what it does, for an error message
 * @param layer what it serves
 */
public record Step(String name, Layer layer) {}
