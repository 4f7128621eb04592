package sparecore.buyer.simulation;

/** Where in a batch a process dies. */
enum CrashPoint {
    NONE,
    /** Something is written, and not committed. */
    BEFORE_COMMIT,
    /** All is on disk, and nobody has been told. */
    AFTER_COMMIT
}
