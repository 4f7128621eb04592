package sparecore.buyer.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import sparecore.vote.trial.Cell;

/**
 * The comparison as a picture: to the right, runs per fragment; upwards, the error, on a scale of powers of ten. One line for each
 * scheme and asked error joins its markets.
 */
record VotingPlot(List<Cell> cells) {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 460;
    private static final int LEFT = 70;
    private static final int RIGHT = 250;
    private static final int TOP = 30;
    private static final int BOTTOM = 50;
    private static final double RUNS_MOST = 5;
    private static final int POWER_LEAST = -7;
    private static final String[] COLOURS = {
        "#0b6e4f", "#1b998b", "#2d7dd2", "#6a4c93", "#c05746", "#e09f3e", "#7f7f7f", "#9a031e", "#386641", "#bc6c25",
        "#5f0f40", "#e63946", "#00509d", "#8ac926", "#b5179e", "#ff7f11", "#495057"
    };

    String svg() {
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        axes(svg);
        int number = 0;
        for (Map.Entry<String, List<Cell>> line : lines().entrySet()) {
            line(svg, line.getKey(), line.getValue(), number++);
        }
        return svg.append("</svg>\n").toString();
    }

    /** A cartel of the usual share, at all its rates; peace is left out, where no error can be seen. */
    private Map<String, List<Cell>> lines() {
        Map<String, List<Cell>> lines = new TreeMap<>();
        for (Cell cell : cells) {
            if (cell.saboteurs() == 0.2 && cell.plan().equals("cartel")) {
                String name = cell.scheme()
                        + (cell.error() == 0 ? "" : String.format(Locale.ROOT, ", E = %.0e", cell.error()));
                lines.computeIfAbsent(name, unknown -> new ArrayList<>()).add(cell);
            }
        }
        return lines;
    }

    private static void axes(StringBuilder svg) {
        for (int runs = 1; runs <= RUNS_MOST; runs++) {
            segment(svg, x(runs), y(1), x(runs), y(Math.pow(10, POWER_LEAST)), "#dddddd");
            text(svg, x(runs) - 3, HEIGHT - BOTTOM + 18, Integer.toString(runs), "black");
        }
        for (int power = POWER_LEAST; power <= 0; power++) {
            segment(svg, x(1), y(Math.pow(10, power)), x(RUNS_MOST), y(Math.pow(10, power)), "#dddddd");
            text(svg, 12, y(Math.pow(10, power)) + 4, power == POWER_LEAST ? "none seen" : "1e" + power, "black");
        }
        text(svg, x(2.6), HEIGHT - 12, "runs per fragment", "black");
        text(
                svg,
                12,
                18,
                "share of wrong results accepted; a fifth of the sellers lie together, about one fragment in a thousand to all",
                "black");
    }

    private static void line(StringBuilder svg, String name, List<Cell> line, int number) {
        String colour = COLOURS[number % COLOURS.length];
        StringBuilder points = new StringBuilder();
        for (Cell cell : line) {
            double x = x(cell.score().redundancy());
            double y = y(cell.score().error());
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            svg.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n", x, y, colour));
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"%s/>%n",
                points.toString().strip(),
                colour,
                line.get(0).ours() ? " stroke-width=\"2.5\"" : ""));
        text(svg, WIDTH - RIGHT + 20, TOP + 12 + 18 * number, name, colour);
    }

    private static double x(double runs) {
        return LEFT + (Math.min(runs, RUNS_MOST) - 1) / (RUNS_MOST - 1) * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double error) {
        double power = error <= 0 ? POWER_LEAST : Math.max(POWER_LEAST, Math.log10(error));
        return TOP + power / POWER_LEAST * (HEIGHT - TOP - BOTTOM);
    }

    private static void segment(StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour));
    }

    private static void text(StringBuilder svg, double x, double y, String text, String colour) {
        svg.append(
                String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\">%s</text>%n", x, y, colour, text));
    }
}
