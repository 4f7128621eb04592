package sparecore.seller;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom inside the seller. */
class ArchitectureTest {
    private static final String SELLER = "sparecore.seller.";

    private static final JavaClasses SELLER_CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("sparecore.seller");

    private static String[] rooms(String... names) {
        String[] packages = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            packages[i] = SELLER + names[i];
        }
        return packages;
    }

    private static void mayKnow(String room, String... others) {
        String[] allowed = new String[others.length + 1];
        System.arraycopy(rooms(others), 0, allowed, 0, others.length);
        allowed[others.length] = SELLER + room;
        noClasses()
                .that()
                .resideInAPackage(SELLER + room)
                .should()
                .dependOnClassesThat(com.tngtech.archunit.base.DescribedPredicate.describe(
                        "are in another room than " + String.join(", ", allowed),
                        type -> type.getPackageName().startsWith(SELLER)
                                && !java.util.List.of(allowed).contains(type.getPackageName())))
                .check(SELLER_CLASSES);
    }

    @Test
    void roomsKnowOnlyTheRoomsBelowThem() {
        mayKnow("tenancy");
        mayKnow("idle");
        mayKnow("rating");
        mayKnow("execution");
        mayKnow("journal");
        mayKnow("programs", "execution");
        mayKnow("confinement", "execution");
        mayKnow("demonstration", "execution");
        mayKnow("market", "journal");
        mayKnow("door", "tenancy", "execution", "programs", "journal", "market");
        mayKnow("control");
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("sparecore.seller.(*)..").should().beFreeOfCycles().check(SELLER_CLASSES);
    }

    @Test
    void rulesArePure() {
        classes()
                .that()
                .resideInAPackage(SELLER + "tenancy")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java.lang..",
                        "java.util",
                        "org.jspecify..",
                        SELLER + "tenancy",
                        "sparecore.lease",
                        "sparecore.money",
                        "sparecore.wire")
                .check(SELLER_CLASSES);
    }

    @Test
    void theSandboxIsKnownWhereItIsNeeded() {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms("confinement", "rating", "main"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sparecore.sandbox..")
                .check(SELLER_CLASSES);
    }

    @Test
    void linksAreKnownWhereMessagesAreSpoken() {
        noClasses()
                .that()
                .resideOutsideOfPackages(rooms("market", "door", "main"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sparecore.link")
                .check(SELLER_CLASSES);
    }

    @Test
    void nobodyTouchesNettyOrJdbc() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "org.sqlite..")
                .check(SELLER_CLASSES);
    }

    @Test
    void timeComesFromOutside() {
        noClasses()
                .that()
                .resideOutsideOfPackage(SELLER + "main")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(SELLER_CLASSES);
    }
}
