package sparecore.sandbox;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import sparecore.sandbox.stub.Layer;

/** Which layers a sandbox wants and has; pure. */
final class LayerStates {
    private LayerStates() {}

    /** The optional layers that {@code policy} asks for. */
    static Set<Layer> wanted(SandboxPolicy policy) {
        Set<Layer> wanted = EnumSet.of(Layer.CPUID_FAULT, Layer.CALL_DISPATCH);
        if (policy.firstToDie()) {
            wanted.add(Layer.FIRST_TO_DIE);
        }
        if (policy.idleScheduling()) {
            wanted.add(Layer.IDLE_SCHEDULING);
        }
        return wanted;
    }

    /** Every layer, where the host has {@code present} of the optional ones. */
    static List<LayerState> of(SandboxPolicy policy, Set<Layer> present) {
        Set<Layer> wanted = wanted(policy);
        List<LayerState> states = new ArrayList<>();
        for (Layer layer : Layer.values()) {
            boolean holds = !layer.optional() || present.contains(layer);
            states.add(new LayerState(layer.label(), holds, holds ? layer.purpose() : absence(layer, wanted)));
        }
        return states;
    }

    private static String absence(Layer layer, Set<Layer> wanted) {
        return wanted.contains(layer) ? layer.absence() : "switched off by the policy";
    }
}
