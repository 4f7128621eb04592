package sparecore.seller.main;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.main.Until.until;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import sparecore.content.Digest;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.result.Ending;
import sparecore.result.ResultVerifier;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;

/** A whole seller with the real sandbox, and programs of a few machine instructions. */
class RealSandboxTest extends RealSeller {
    private FakeBuyer working(byte[] program) throws IOException, InterruptedException {
        return working(program, broker.ticket(buyerKey.id(), seller.id(), 2, Credits.ofWhole(1_000_000)));
    }

    private FakeBuyer working(byte[] program, Ticket ticket) throws IOException, InterruptedException {
        FakeBuyer buyer = FakeBuyer.dial(buyerKey, seller.address(), seller.id());
        buyer.open(broker.sign(ticket)).join();
        assertThat(buyer.upload(program).getBodyCase()).isEqualTo(Frame.BodyCase.PROGRAM_READY);
        return buyer;
    }

    private RunResult run(byte[] program, byte[] input) throws IOException, InterruptedException {
        try (FakeBuyer buyer = working(program)) {
            buyer.assign(1, Digest.of(program), "x", input, LIMITS);
            Frame done = buyer.next(Frame.BodyCase.FRAGMENT_DONE);
            return new ResultVerifier(seller.id())
                    .verify(done.getFragmentDone().getResult())
                    .result();
        } catch (BadSignedMessageException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void echoesItsInput() throws IOException, InterruptedException {
        byte[] input = "through the sandbox".getBytes(StandardCharsets.UTF_8);

        RunResult result = run(TinyPrograms.echo(), input);

        assertThat(result.ending()).isEqualTo(Ending.EXITED);
        assertThat(result.output()).isEqualTo(Digest.of(input));
        assertThat(result.cpuMicros()).isPositive();
    }

    @Test
    void killsAForbiddenCall() throws IOException, InterruptedException {
        assertThat(run(TinyPrograms.fork(), new byte[0]).ending()).isEqualTo(Ending.FORBIDDEN_CALL);
    }

    @Test
    void killsALoopAtItsCpuLimit() throws IOException, InterruptedException {
        RunResult result = run(TinyPrograms.loop(), new byte[0]);

        assertThat(result.ending()).isEqualTo(Ending.CPU_LIMIT);
        assertThat(result.cpuMicros()).isGreaterThan(500_000);
    }

    @Test
    void killsAFloodAtItsOutputLimit() throws IOException, InterruptedException {
        assertThat(run(TinyPrograms.flood(), new byte[0]).ending()).isEqualTo(Ending.OUTPUT_LIMIT);
    }

    @Test
    void refusesWhatIsNoProgramWithTheSandboxsReason() throws IOException, InterruptedException {
        Ticket ticket = broker.ticket(buyerKey.id(), seller.id(), 1, Credits.ofWhole(1));
        try (FakeBuyer buyer = FakeBuyer.dial(buyerKey, seller.address(), seller.id())) {
            buyer.open(broker.sign(ticket)).join();
            Frame answer = buyer.upload("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8));
            assertThat(answer.getProgramRefused().getReason()).isNotEmpty();
        }
    }

    @Test
    void handsBackArgumentsThatAreNotText() throws IOException, InterruptedException {
        byte[] program = TinyPrograms.echo();
        try (FakeBuyer buyer = working(program)) {
            ByteString noText = ByteString.copyFrom(new byte[] {(byte) 0xff});
            buyer.assign(1, Digest.of(program), noText, new byte[0], LIMITS, false);
            assertThat(buyer.next(Frame.BodyCase.HAND_BACK).getHandBack().getReason())
                    .contains("UTF-8");
        }
    }

    @Test
    void leaseOfABuyerThatLeftTakesItsProcessesAlong() throws IOException, InterruptedException {
        byte[] program = TinyPrograms.loop();
        Ticket ticket = broker.ticket(buyerKey.id(), seller.id(), 2, Credits.ofWhole(1_000_000));
        try (FakeBuyer buyer = working(program, ticket)) {
            for (int i = 1; i <= 4; i++) {
                buyer.assign(i, Digest.of(program), "x", new byte[0], RunLimits.of(16L << 20, 60, 1));
            }
            until("two processes run", () -> runs() == 2);
        }
        broker.endLease(ticket.lease(), LeaseEndReason.LEASE_END_REASON_JOB_DONE);
        until("no process is left", () -> runs() == 0);
        assertThat(seller.daemon().running()).isZero();
    }

    private static int runs() {
        return Payloads.of(ProcessHandle.current()).size();
    }
}
