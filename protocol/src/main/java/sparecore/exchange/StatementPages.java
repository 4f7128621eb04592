package sparecore.exchange;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;
import sparecore.wire.Statement;
import sparecore.wire.StatementRow;

/** A statement of any length, page after page. */
public final class StatementPages {
    /** Rows of a table, whose columns need all of them at once: the latest. The other forms have no end. */
    static final int TABLE_ROWS_MAX = 10_000;

    private StatementPages() {}

    /** How it is printed. */
    public enum Form {
        /** Columns, of the latest rows. */
        TABLE,
        /** Comma-separated values, with a line of names. */
        CSV,
        /** A JSON object for each row, on a line of its own. */
        JSON;

        /** @throws Failure if both are wanted */
        public static Form of(boolean csv, boolean json) {
            if (csv && json) {
                throw new Failure(ExitCode.USAGE, "--csv or --json, not both");
            }
            return csv ? CSV : json ? JSON : TABLE;
        }

        private String rows(List<StatementRow> rows) {
            return switch (this) {
                case TABLE -> Tell.statement(rows);
                case CSV -> Tell.csv(rows);
                case JSON ->
                    rows.stream()
                            .map(row -> Json.line(MessageJson.of(row)) + "\n")
                            .collect(Collectors.joining());
            };
        }
    }

    /** @param page asks for the rows after this number */
    public static void print(PrintStream out, Form form, LongFunction<Statement> page) {
        if (form == Form.CSV) {
            out.print(Tell.csvHeader());
        }
        List<StatementRow> latest = new ArrayList<>();
        long after = 0;
        boolean more = true;
        while (more) {
            Statement statement = page.apply(after);
            if (form == Form.TABLE) {
                latest.addAll(statement.getRowsList());
                latest = new ArrayList<>(latest.subList(Math.max(0, latest.size() - TABLE_ROWS_MAX), latest.size()));
            } else {
                out.print(form.rows(statement.getRowsList()));
            }
            int rows = statement.getRowsCount();
            more = statement.getMore() && rows > 0;
            after = rows > 0 ? statement.getRows(rows - 1).getNumber() : after;
        }
        if (form == Form.TABLE) {
            out.print(form.rows(latest));
        }
    }
}
