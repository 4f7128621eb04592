package sparecore.buyer.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import sparecore.vote.trial.Cell;
import sparecore.vote.trial.Score;

/** The picture of {@code bench voting}. */
final class VotingPlotTest {
    private static Cell cell(String scheme, String plan, long wrong, double error) {
        return new Cell(scheme, true, 0.2, plan, 0.1, error, new Score(1_000, wrong, 2_000, 0, 0, 0, 0, 0, 0));
    }

    private static Document drawn(Cell... cells) throws Exception {
        String svg = new VotingPlot(List.of(cells)).svg();
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void drawsALineForEachSchemeAndAPointForEachMarket() throws Exception {
        Document svg = drawn(
                cell("ours", "cartel", 1, 1e-3),
                cell("ours", "cartel", 0, 1e-3),
                cell("ours", "cartel", 0, 1e-4),
                cell("a quorum", "cartel", 100, 0));
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(3);
        assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(4);
        assertThat(svg.getDocumentElement().getTextContent()).contains("ours, E = 1e-03", "a quorum");
    }

    @Test
    void leavesPeaceOut() throws Exception {
        assertThat(drawn(cell("ours", "peace", 0, 1e-3))
                        .getElementsByTagName("circle")
                        .getLength())
                .isZero();
    }

    @Test
    void aPromiseOfOursIsBrokenOnlyAboveItsBound() {
        assertThat(cell("ours", "cartel", 0, 1e-2).isBroken()).isFalse();
        assertThat(cell("ours", "cartel", 30, 1e-2).isBroken()).isTrue();
        Score bad = new Score(1_000, 500, 1_000, 0, 0, 0, 0, 0, 0);
        assertThat(new Cell("theirs", false, 0.2, "cartel", 1, 1e-2, bad).isBroken())
                .isFalse();
    }
}
