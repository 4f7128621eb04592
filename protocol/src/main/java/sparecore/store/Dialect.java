package sparecore.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What the databases say or do differently, all of it. */
interface Dialect {
    /** For messages: a file, or a server without its password. */
    String place();

    Connection connect() throws SQLException;

    /** Begins a transaction that will write. */
    String begin();

    /** A migration, which is written in SQLite's words. */
    String inItsWords(String script);

    /** The number of the last migration; 0 in an empty database. In a transaction, and until its end no other process migrates. */
    int version(Database database) throws SQLException;

    void setVersion(Database database, int version) throws SQLException;

    /** Whether this error may have taken the whole transaction back. */
    boolean endsTransaction(SQLException error);

    /** Whether each statement is a message to another process and back. */
    boolean isServer();
}
