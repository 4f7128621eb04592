package sparecore.buyer.demo;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.IntStream;
import sparecore.api.buyer.SubmitRequest;
import sparecore.buyer.exec.ProgramFile;
import sparecore.buyer.map.ArgumentTemplate;
import sparecore.buyer.map.FragmentSource;
import sparecore.buyer.map.ListSource;
import sparecore.buyer.map.Order;
import sparecore.buyer.pack.Abi;
import sparecore.buyer.pack.PackOptions;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.result.RunLimits;
import sparecore.result.Work;
import sparecore.slot.ProgramNeeds;

/**
 * One of the jobs: the program is run with the numbers 0 to {@code fragments - 1} as its argument.
 *
 * @param title for progress
 */
record DemoJob(String title, ProgramFile file, int fragments) {
    private static final RunLimits LIMITS = RunLimits.of(64L << 20, 60, 1 << 20);
    private static final Price PRICE_MOST = new Price(20_000);

    /** Many times what a job costs. With no cap it would hold all that the account has, and the next job could not begin. */
    private static final Credits CAP = Credits.ofWhole(4);

    static DemoJob of(String title, Path program, int fragments) {
        ProgramFile file = ProgramFile.load(program);
        ProgramFile sent = file.abi() == Abi.LINUX ? file.packed(PackOptions.DEFAULT) : file;
        return new DemoJob(title, sent, fragments);
    }

    Order order() {
        return new Order(file.program(), ProgramNeeds.CPU_LEVEL_MIN, LIMITS);
    }

    FragmentSource source() {
        List<String> numbers =
                IntStream.range(0, fragments).mapToObj(Integer::toString).toList();
        return new ListSource(numbers, template());
    }

    /** The work of one fragment, as buyer and sellers name it. */
    Work work(long line) {
        return new Work(
                digest(), template().fill(ByteString.copyFromUtf8(Long.toString(line))), ByteString.EMPTY, LIMITS);
    }

    SubmitRequest request(int replicas, int slots, SecureRandom random) {
        return SubmitRequest.newBuilder()
                .setRequestId(ByteString.copyFrom(Id.random(random).toBytes()))
                .setName(title)
                .setProgram(ByteString.copyFrom(digest().toBytes()))
                .setReplicas(replicas)
                .setPriceMost(PRICE_MOST.micro())
                .setCap(CAP.micro())
                .setMemoryBytes(LIMITS.memoryBytes())
                .setCpuSeconds(LIMITS.cpuSeconds())
                .setOutputBytes(LIMITS.outputBytes())
                .setSlots(slots)
                .build();
    }

    private Digest digest() {
        return Digest.fromHex(file.program().sha256());
    }

    private ArgumentTemplate template() {
        return ArgumentTemplate.of(file.name(), List.of());
    }
}
