package sparecore;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which room may know which library, and that no two rooms know each other. */
final class ArchitectureTest {
    /** Without the generated ones, which are many and know none of ours. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(where -> !where.contains("/sparecore/api/") && !where.contains("/sparecore/wire/"))
            .importPackages("sparecore");

    private static final String GENERATED_API = "sparecore.api..";
    private static final String GENERATED_WIRE = "sparecore.wire..";

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(
                        "rooms without cycles",
                        slices().matching("sparecore.(*)..").should().beFreeOfCycles()),
                only("Logback", new String[] {"ch.qos.logback.."}, "sparecore.log.."),
                only("Netty", new String[] {"io.netty.."}, "sparecore.link..", "sparecore.local.."),
                only("gRPC", new String[] {"io.grpc.."}, "sparecore.local..", "sparecore.exchange..", GENERATED_API),
                only("Bouncy Castle", new String[] {"org.bouncycastle.."}, "sparecore.identity.."),
                only("JDBC and SQLite", new String[] {"java.sql..", "org.sqlite.."}, "sparecore.store.."),
                only("picocli", new String[] {"picocli.."}, "sparecore.terminal.."),
                only(
                        "wire messages",
                        new String[] {GENERATED_WIRE},
                        GENERATED_WIRE,
                        GENERATED_API,
                        "sparecore.exchange..",
                        "sparecore.link..",
                        "sparecore.lease..",
                        "sparecore.signature..",
                        "sparecore.evidence..",
                        "sparecore.result.."),
                only(
                        "protobuf",
                        new String[] {"com.google.protobuf.."},
                        GENERATED_WIRE,
                        GENERATED_API,
                        "sparecore.exchange..",
                        "sparecore.link..",
                        "sparecore.lease..",
                        "sparecore.signature..",
                        "sparecore.evidence..",
                        "sparecore.result..",
                        "sparecore.identity..",
                        "sparecore.content.."),
                only("messages of the local API", new String[] {GENERATED_API}, "sparecore.exchange..", GENERATED_API));
    }

    private static Arguments only(String what, String[] library, String... rooms) {
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library);
        return Arguments.of(what + " only where it belongs", rule);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void holds(String name, ArchRule rule) {
        rule.as(name).check(CLASSES);
    }
}
