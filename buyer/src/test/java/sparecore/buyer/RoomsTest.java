package sparecore.buyer;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import sparecore.buyer.daemon.BuyerDaemon;

/** Who may know whom inside the buyer's daemon. */
class RoomsTest {
    private static final String[] NETWORK = {"io.netty..", "sparecore.link..", "sparecore.local.."};
    private static final String[] CALLS = {"io.grpc..", "sparecore.api.."};
    private static final String[] STORE = {"java.sql..", "org.sqlite.."};

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrl(BuyerDaemon.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void jobsAndTenanciesArePure() {
        for (String[] outside : new String[][] {NETWORK, CALLS, STORE}) {
            noClasses()
                    .that()
                    .resideInAnyPackage("sparecore.buyer.job..", "sparecore.buyer.tenancy..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(outside)
                    .check(CLASSES);
        }
        noClasses()
                .that()
                .resideInAnyPackage("sparecore.buyer.job..", "sparecore.buyer.tenancy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("sparecore.store..", "java.io..", "java.nio.file..", "java.time..", "org.slf4j..")
                .check(CLASSES);
    }

    @Test
    void theEngineKnowsTheWorldByItsPorts() {
        noClasses()
                .that()
                .resideInAPackage("sparecore.buyer.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "io.grpc..",
                        "java.sql..",
                        "sparecore.link..",
                        "sparecore.local..",
                        "sparecore.api..",
                        "sparecore.store..",
                        "sparecore.buyer.journal..",
                        "sparecore.buyer.market..",
                        "sparecore.buyer.api..")
                .check(CLASSES);
    }

    @Test
    void theJournalAloneKnowsTheStore() {
        noClasses()
                .that()
                .resideInAPackage("sparecore.buyer..")
                .and()
                .resideOutsideOfPackages(
                        "sparecore.buyer.journal..", "sparecore.buyer.bench..", "sparecore.buyer.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "org.sqlite..")
                .check(CLASSES);
    }

    @Test
    void nettyStaysInTheLinksOfTheProtocol() {
        noClasses()
                .that()
                .resideInAPackage("sparecore.buyer..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void theRefereeIsOfTheCommandLineOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages("sparecore.buyer.referee..", "sparecore.buyer.exchange..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sparecore.buyer.referee..")
                .check(CLASSES);
    }

    @Test
    void codeIsReadWithoutTheWorldAndForThePackerAlone() {
        classes()
                .that()
                .resideInAPackage("sparecore.buyer.code..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "sparecore.buyer.code..",
                        "sparecore.sandbox.elf..",
                        "sparecore.sandbox.image..",
                        "java.lang..",
                        "java.nio",
                        "java.nio.charset",
                        "java.util..",
                        "org.jspecify..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("sparecore.buyer.code..", "sparecore.buyer.pack..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sparecore.buyer.code..")
                .check(CLASSES);
    }

    @Test
    void theDaemonsRoomsHaveNoCycles() {
        slices().matching("sparecore.buyer.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
