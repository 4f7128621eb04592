package sparecore.exchange;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import sparecore.wire.Statement;
import sparecore.wire.StatementRow;

/** A statement of any length, page after page. */
public final class StatementPages {
    /** Rows of a table, whose columns need all of them at once: the latest. CSV has no end. */
    static final int TABLE_ROWS_MAX = 10_000;

    private StatementPages() {}

    /** @param page asks for the rows after this number */
    public static void print(PrintStream out, boolean csv, LongFunction<Statement> page) {
        if (csv) {
            out.print(Tell.csvHeader());
        }
        List<StatementRow> latest = new ArrayList<>();
        long after = 0;
        boolean more = true;
        while (more) {
            Statement statement = page.apply(after);
            if (csv) {
                out.print(Tell.csv(statement.getRowsList()));
            } else {
                latest.addAll(statement.getRowsList());
                latest = new ArrayList<>(latest.subList(Math.max(0, latest.size() - TABLE_ROWS_MAX), latest.size()));
            }
            int rows = statement.getRowsCount();
            more = statement.getMore() && rows > 0;
            after = rows > 0 ? statement.getRows(rows - 1).getNumber() : after;
        }
        if (!csv) {
            out.print(Tell.statement(latest));
        }
    }
}
