package sparecore.buyer.exec;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sparecore.buyer.pack.CodeLint;
import sparecore.buyer.pack.Finding;
import sparecore.content.Digest;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.slot.ProgramNeeds;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.Json;

/** {@code sparecore pack}: what {@code map} would send, and what in it could make equal runs differ. */
@Command(
        name = "pack",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows what `sparecore map` would send to sellers: what the program needs of a seller, its size and SHA-256 with the runtime and"
                    + " the files that go with it.",
            "Names instructions whose results differ between runs or processors, with their addresses. They are found by their bytes:"
                    + " some may be parts of other instructions, or never run."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:it can be sent", "2:the command line is wrong, or no sandbox would run the program"},
        footerHeading = "%nExample:%n",
        footer = "  sparecore pack ./simulate --file model.dat -o simulate.packed")
public final class PackCommand implements Callable<Integer> {
    private static final int FINDINGS_SHOWN = 20;

    @Mixin
    private PackingOptions packing = new PackingOptions();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "write the packed program to a file, which can be run as it is")
    @Nullable
    private Path output;

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Parameters(paramLabel = "PROGRAM", description = "a static x86-64 Linux program")
    private Path program = Path.of("");

    @Override
    public Integer call() {
        ProgramFile file = ProgramFile.load(program);
        ProgramFile sent = packing.prepare(file, Set.of());
        List<Finding> findings = findings(file);
        ProgramNeeds needs = packing.needs(sent);
        System.out.print(json ? json(needs, file, sent, findings) : text(needs, file, sent, findings));
        if (output != null) {
            write(sent, output);
        }
        return ExitCode.OK.status();
    }

    private static List<Finding> findings(ProgramFile file) {
        try {
            return CodeLint.findings(file.bytes());
        } catch (BadProgramException e) {
            throw new AssertionError("it was validated", e);
        }
    }

    private static void write(ProgramFile sent, Path output) {
        try {
            try (OutputStream out = Files.newOutputStream(output)) {
                sent.program().file().write(out::write);
            }
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot write " + output + ": " + e, e);
        }
    }

    private static String text(ProgramNeeds needs, ProgramFile file, ProgramFile sent, List<Finding> findings) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "program   %s, %s%nneeds     %s%nsent      %s%nSHA-256   %s%nmemory    at least %s%n",
                file.name(),
                ByteSize.show(file.bytes().length),
                needs.label(),
                ByteSize.show(sent.program().sizeBytes()),
                sent.program().sha256(),
                ByteSize.show(sent.program().memoryBytesMin())));
        appendParts(text, sent);
        findings.stream()
                .limit(FINDINGS_SHOWN)
                .forEach(finding -> text.append(String.format(
                        Locale.ROOT,
                        "warning   %s at 0x%x: %s%n",
                        finding.instruction(),
                        finding.address(),
                        finding.why())));
        if (findings.size() > FINDINGS_SHOWN) {
            text.append(String.format(Locale.ROOT, "warning   and %,d more%n", findings.size() - FINDINGS_SHOWN));
        }
        return text.toString();
    }

    /** A seller that has a part already is not sent it again. */
    private static void appendParts(StringBuilder text, ProgramFile sent) {
        if (sent.files().isEmpty()) {
            return;
        }
        appendPart(text, Digest.of(sent.bytes()), sent.bytes().length, "the program");
        sent.files().forEach(file -> appendPart(text, file.digest(), file.bytes(), file.name()));
    }

    private static void appendPart(StringBuilder text, Digest digest, long bytes, String name) {
        text.append(String.format(Locale.ROOT, "part      %s  %s, %s%n", digest.toHex(), name, ByteSize.show(bytes)));
    }

    private static JsonObject part(Digest digest, long bytes, String name) {
        JsonObject part = new JsonObject();
        part.addProperty("name", name);
        part.addProperty("bytes", bytes);
        part.addProperty("sha256", digest.toHex());
        return part;
    }

    private static String json(ProgramNeeds needs, ProgramFile file, ProgramFile sent, List<Finding> findings) {
        JsonObject object = new JsonObject();
        object.addProperty("abi", needs.abi().label());
        object.addProperty("cpuLevel", needs.cpuLevel());
        object.addProperty("needsCpuidFaulting", needs.asksCpuid());
        object.addProperty("program", file.name());
        object.addProperty("programBytes", file.bytes().length);
        object.addProperty("sentBytes", sent.program().sizeBytes());
        object.addProperty("sha256", sent.program().sha256());
        object.addProperty("memoryBytesMin", sent.program().memoryBytesMin());
        JsonArray parts = new JsonArray();
        parts.add(part(Digest.of(sent.bytes()), sent.bytes().length, sent.name()));
        sent.files().forEach(input -> parts.add(part(input.digest(), input.bytes(), input.name())));
        object.add("parts", parts);
        JsonArray warnings = new JsonArray();
        for (Finding finding : findings) {
            JsonObject warning = new JsonObject();
            warning.addProperty("instruction", finding.instruction());
            warning.addProperty("address", finding.address());
            warning.addProperty("why", finding.why());
            warnings.add(warning);
        }
        object.add("warnings", warnings);
        return Json.line(object) + "\n";
    }
}
