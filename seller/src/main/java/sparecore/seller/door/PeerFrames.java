package sparecore.seller.door;

import com.google.protobuf.ByteString;
import java.util.List;
import sparecore.content.Digest;
import sparecore.result.SignedResult;
import sparecore.seller.execution.RunEnd;
import sparecore.seller.tenancy.Tenancy;
import sparecore.slot.Machine;
import sparecore.wire.FragmentDone;
import sparecore.wire.FragmentsCommitted;
import sparecore.wire.Frame;
import sparecore.wire.HandBack;
import sparecore.wire.LeaseOpened;
import sparecore.wire.ProgramReady;
import sparecore.wire.ProgramRefused;
import sparecore.wire.ProgramWanted;
import sparecore.wire.SignedStatements;
import sparecore.wire.WindowChanged;

/** What the seller says to a buyer, as frames. */
final class PeerFrames {
    private static final int REASON_LENGTH_MAX = 500;

    private PeerFrames() {}

    static Frame.Builder leaseOpened(Tenancy tenancy, int window, List<Long> held, Machine machine) {
        return Frame.newBuilder()
                .setLeaseOpened(LeaseOpened.newBuilder()
                        .setUnpaidMost(tenancy.terms().unpaidMost().micro())
                        .setWindow(window)
                        .addAllHeld(held)
                        .setCpuModel(machine.cpuModel())
                        .setKernel(machine.kernel())
                        .setSlotClass(machine.slotClass()));
    }

    static Frame.Builder window(int window) {
        return Frame.newBuilder().setWindowChanged(WindowChanged.newBuilder().setWindow(window));
    }

    static Frame.Builder handBack(long assignment, String reason) {
        return Frame.newBuilder()
                .setHandBack(HandBack.newBuilder().setAssignment(assignment).setReason(cut(reason)));
    }

    static Frame.Builder done(SignedResult result, RunEnd.Completed run) {
        return Frame.newBuilder()
                .setFragmentDone(FragmentDone.newBuilder()
                        .setResult(result.toWire())
                        .setOutput(run.output())
                        .setError(run.error()));
    }

    static Frame.Builder shown(SignedResult result, RunEnd.Completed run, Digest nonce) {
        Frame.Builder frame = done(result, run);
        frame.getFragmentDoneBuilder().setNonce(bytes(nonce));
        return frame;
    }

    static Frame.Builder committed(SignedStatements commitments) {
        return Frame.newBuilder()
                .setFragmentsCommitted(FragmentsCommitted.newBuilder().setCommitments(commitments));
    }

    static Frame.Builder ready(Digest program) {
        return Frame.newBuilder().setProgramReady(ProgramReady.newBuilder().setDigest(bytes(program)));
    }

    static Frame.Builder wanted(Digest program, List<Integer> parts) {
        return Frame.newBuilder()
                .setProgramWanted(
                        ProgramWanted.newBuilder().setDigest(bytes(program)).addAllParts(parts));
    }

    static Frame.Builder refused(Digest program, String reason) {
        return Frame.newBuilder()
                .setProgramRefused(
                        ProgramRefused.newBuilder().setDigest(bytes(program)).setReason(cut(reason)));
    }

    private static ByteString bytes(Digest digest) {
        return ByteString.copyFrom(digest.toBytes());
    }

    private static String cut(String text) {
        return text.length() > REASON_LENGTH_MAX ? text.substring(0, REASON_LENGTH_MAX) : text;
    }
}
