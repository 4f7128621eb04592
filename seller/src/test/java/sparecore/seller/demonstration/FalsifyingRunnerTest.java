package sparecore.seller.demonstration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.lease.LeaseId;
import sparecore.result.RunLimits;
import sparecore.result.RunResult;
import sparecore.result.Work;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.RunEnd;
import sparecore.seller.execution.UnfitProgramException;
import sparecore.seller.main.FakeRunner;

class FalsifyingRunnerTest {
    @TempDir
    private Path folder;

    private RunEnd.Completed run(double share, String input) throws IOException, UnfitProgramException {
        try (FalsifiedLog log = new FalsifiedLog(folder.resolve("lies"))) {
            FalsifyingRunner runner =
                    new FalsifyingRunner(new FakeRunner(5), new FalsifyingRunner.Plan(share, false, 1), 42, log);
            LoadedProgram program = FakeRunner.program("ELF".getBytes(StandardCharsets.UTF_8));
            return (RunEnd.Completed)
                    runner.start(program, work(program, input)).await();
        }
    }

    private static Work work(LoadedProgram program, String input) {
        return new Work(
                program.digest(),
                List.of(ByteString.copyFromUtf8("x")),
                ByteString.copyFromUtf8(input),
                RunLimits.of(2 << 20, 1, 100));
    }

    @Test
    void changesOneDigit() throws IOException, UnfitProgramException {
        RunEnd.Completed lie = run(1, "count 17\n");
        assertThat(lie.output().toStringUtf8()).matches("count \\d\\d\n").isNotEqualTo("count 17\n");
        assertThat(lie.cpuMicros()).isEqualTo(5);
    }

    @Test
    void changesOneByteWhereThereIsNoDigit() throws IOException, UnfitProgramException {
        assertThat(run(1, "abc").output().toByteArray())
                .hasSize(3)
                .isNotEqualTo("abc".getBytes(StandardCharsets.UTF_8));
        assertThat(run(1, "").output().isEmpty()).isFalse();
    }

    @Test
    void logsTheAnswerThatTheBuyerWillSee() throws IOException, UnfitProgramException {
        RunEnd.Completed lie = run(1, "7");

        String[] line = Files.readString(folder.resolve("lies")).strip().split(" ", -1);
        Digest work = Digest.fromHex(line[0]);
        RunResult told = new RunResult(
                new LeaseId(new Id(9, 9)),
                77,
                work,
                lie.ending(),
                lie.exitCode(),
                lie.signal(),
                lie.outputDigest(),
                123);
        assertThat(line[1]).isEqualTo(told.answer().toHex());
    }

    @Test
    void isHonestOtherwise() throws IOException, UnfitProgramException {
        assertThat(run(0, "7").output().toStringUtf8()).isEqualTo("7");
        assertThat(folder.resolve("lies")).isEmptyFile();
    }

    @Test
    void refusesAnImpossibleShare() {
        assertThatIllegalArgumentException().isThrownBy(() -> run(1.5, ""));
        assertThatIllegalArgumentException().isThrownBy(() -> run(Double.NaN, ""));
    }
}
