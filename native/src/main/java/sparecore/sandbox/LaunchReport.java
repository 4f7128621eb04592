package sparecore.sandbox;

import java.util.List;

/**
 * How the launch of a run went.
 *
 * @param layers every layer of isolation and whether it holds; if the launch failed, whether it would have
 * @param failure what failed and what to do, or an empty string if the program was started
 */
public record LaunchReport(List<LayerState> layers, String failure) {
    /** Copies the list. */
    public LaunchReport {
        layers = List.copyOf(layers);
    }

    /** Whether the program was started. */
    public boolean launched() {
        return failure.isEmpty();
    }
}
