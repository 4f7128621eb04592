package sparecore.store;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server and how to log in there.
 *
 * @param url {@code jdbc:postgresql://HOST:PORT/DATABASE?user=NAME}, without a password: what is written where everybody can read it is none
 * @param password null if the driver is to look into {@code ~/.pgpass}, or the server asks for none
 */
public record Login(String url, @Nullable String password) {
    public static final String PREFIX = "jdbc:postgresql:";

    public Login {
        if (!url.startsWith(PREFIX)) {
            throw new IllegalArgumentException("'" + url + "' is not of the kind jdbc:postgresql://HOST:PORT/DATABASE");
        }
        if (url.matches("(?i).*[?&]password=.*")) {
            throw new IllegalArgumentException("no password in the URL");
        }
    }

    Properties settings() {
        Properties settings = new Properties();
        if (password != null) {
            settings.setProperty("password", password);
        }
        return settings;
    }

    /** The URL without its settings. */
    public String place() {
        return url.replaceFirst("\\?.*", "");
    }

    @Override
    public String toString() {
        return place() + (password == null ? "" : " [REDACTED]");
    }
}
