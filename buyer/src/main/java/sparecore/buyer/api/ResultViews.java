package sparecore.buyer.api;

import com.google.protobuf.ByteString;
import java.util.List;
import sparecore.api.buyer.FragmentResult;
import sparecore.api.buyer.FragmentResults;
import sparecore.api.buyer.FragmentState;
import sparecore.buyer.journal.JournalReader;
import sparecore.result.RunResult;

/** How an ended fragment looks to a caller. */
final class ResultViews {
    private ResultViews() {}

    static FragmentResults view(List<JournalReader.Ended> ended) {
        FragmentResults.Builder view = FragmentResults.newBuilder();
        ended.forEach(one -> view.addResults(view(one)));
        return view.build();
    }

    private static FragmentResult view(JournalReader.Ended ended) {
        FragmentResult.Builder view = FragmentResult.newBuilder()
                .setIndex(ended.index())
                .setSequence(ended.sequence())
                .setPaid(ended.paid())
                .setReplicas(ended.replicas());
        RunResult result = ended.result();
        if (result == null) {
            return view.setState(FragmentState.FRAGMENT_STATE_ABANDONED)
                    .setEnding("given up: no result was accepted")
                    .build();
        }
        return view.setState(FragmentState.FRAGMENT_STATE_ACCEPTED)
                .setEnding(result.describe())
                .setSucceeded(result.succeeded())
                .setExitCode(result.exitCode())
                .setSignal(result.signal())
                .setOutput(ByteString.copyFrom(ended.output()))
                .setError(ByteString.copyFrom(ended.error()))
                .setOutputDigest(ByteString.copyFrom(result.output().toBytes()))
                .setCpuMicros(ended.cpuMicros())
                .build();
    }
}
