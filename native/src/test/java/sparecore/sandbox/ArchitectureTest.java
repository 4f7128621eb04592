package sparecore.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

/** Which room may know which. */
final class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("sparecore.sandbox");

    @Test
    void onlyTheKernelRoomKnowsJna() {
        noClasses()
                .that()
                .resideOutsideOfPackage("sparecore.sandbox.kernel")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .check(CLASSES);
    }

    @Test
    void roomsHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new ByPackage())
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void theRoomsBelowDoNotKnowTheFace() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "sparecore.sandbox.kernel",
                        "sparecore.sandbox.asm",
                        "sparecore.sandbox.elf",
                        "sparecore.sandbox.stub",
                        "sparecore.sandbox.image",
                        "sparecore.sandbox.process")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("sparecore.sandbox")
                .check(CLASSES);
    }

    @Test
    void whatIsPureMakesNoSystemCalls() {
        noClasses()
                .that()
                .resideInAnyPackage("sparecore.sandbox.asm", "sparecore.sandbox.elf", "sparecore.sandbox.stub")
                .should()
                .dependOnClassesThat()
                .haveSimpleName("Libc")
                .check(CLASSES);
    }

    /** Each package is a slice, the root included. */
    private static final class ByPackage implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getPackageName());
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    }
}
