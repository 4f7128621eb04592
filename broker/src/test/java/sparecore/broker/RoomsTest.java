package sparecore.broker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom: pure core ← engine ← adapters ← main. */
class RoomsTest {
    private static final String[] PURE = {
        "sparecore.broker.ledger..",
        "sparecore.broker.lease..",
        "sparecore.broker.orderbook..",
        "sparecore.broker.cashier..",
        "sparecore.broker.tape..",
        "sparecore.broker.cluster..",
        "sparecore.broker.standing..",
        "sparecore.broker.dispute..",
        "sparecore.broker.market.."
    };

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("sparecore.broker");

    @Test
    void theCoreKnowsNoLibraryClockOrThread() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "io.grpc..",
                        "com.google.protobuf..",
                        "sparecore.wire..",
                        "sparecore.api..",
                        "sparecore.link..",
                        "sparecore.store..",
                        "java.sql..",
                        "java.io..",
                        "java.nio..",
                        "java.net..",
                        "java.time..",
                        "java.util.concurrent..",
                        "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void theCoreKnowsNoRoomOutsideIt() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "sparecore.broker.engine..",
                        "sparecore.broker.store..",
                        "sparecore.broker.door..",
                        "sparecore.broker.front..",
                        "sparecore.broker.bench..",
                        "sparecore.broker.relay..",
                        "sparecore.broker.reach..",
                        "sparecore.broker.console..",
                        "sparecore.broker.control..",
                        "sparecore.broker.main..")
                .check(CLASSES);
    }

    @Test
    void theLedgerAndTheStateMachinesDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("sparecore.broker.ledger..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "sparecore.broker.lease..",
                        "sparecore.broker.orderbook..",
                        "sparecore.broker.cashier..",
                        "sparecore.broker.tape..",
                        "sparecore.broker.cluster..",
                        "sparecore.broker.standing..",
                        "sparecore.broker.dispute..",
                        "sparecore.broker.market..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "sparecore.broker.lease..",
                        "sparecore.broker.orderbook..",
                        "sparecore.broker.cashier..",
                        "sparecore.broker.tape..",
                        "sparecore.broker.cluster..",
                        "sparecore.broker.standing..",
                        "sparecore.broker.dispute..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sparecore.broker.ledger..", "sparecore.broker.market..")
                .check(CLASSES);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("sparecore.broker.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void eachLibraryStaysInItsRoom() {
        confine("java.sql..", "sparecore.broker.store..");
        confine(
                "sparecore.link..",
                "sparecore.broker.bench..",
                "sparecore.broker.door..",
                "sparecore.broker.front..",
                "sparecore.broker.relay..",
                "sparecore.broker.main..");
        confine("com.sun.net.httpserver..", "sparecore.broker.console..");
        confine("io.grpc..", "sparecore.broker.control..", "sparecore.broker.main..");
        confine(
                "sparecore.wire..",
                "sparecore.broker.door..",
                "sparecore.broker.front..",
                "sparecore.broker.bench..",
                "sparecore.broker.relay..",
                "sparecore.broker.control..",
                "sparecore.broker.store..",
                "sparecore.broker.main..");
        confine("picocli..", "sparecore.broker.main..");
        confine("io.netty..");
    }

    private void confine(String library, String... rooms) {
        noClasses()
                .that()
                .resideInAPackage("sparecore.broker..")
                .and()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(library)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void onlyMainAndItsWiringReadTheClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("sparecore.broker.main..")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callConstructor(java.util.Random.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }
}
