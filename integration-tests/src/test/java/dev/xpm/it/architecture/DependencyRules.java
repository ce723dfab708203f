package dev.xpm.it.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.xpm.protocol.endpoint.WorkspaceClient;

/** Who may import whom. Source: style.md 2.3. */
@AnalyzeClasses(
        packages = "dev.xpm",
        importOptions = {DoNotIncludeTests.class, OurOwnClasses.class})
class DependencyRules {
    /** A rule over no classes passes: the floor is about 85 % of the count, raised as the code grows. */
    @ArchTest
    static void seesTheWholeProduct(JavaClasses classes) {
        assertThat(classes).hasSizeGreaterThan(OurOwnClasses.FLOOR);
        assertThat(classes.stream().map(type -> type.getPackageName().split("\\.", -1)[2]))
                .contains("protocol", "agent", "client");
    }

    @ArchTest
    static final ArchRule theProtocolKnowsNeitherSide = noClasses()
            .that()
            .resideInAPackage("dev.xpm.protocol..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.xpm.agent..", "dev.xpm.client..");

    @ArchTest
    static final ArchRule theAgentKnowsNoClient = noClasses()
            .that()
            .resideInAPackage("dev.xpm.agent..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.xpm.client..");

    @ArchTest
    static final ArchRule theClientKnowsNoAgent = noClasses()
            .that()
            .resideInAPackage("dev.xpm.client..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.xpm.agent..");

    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("dev.xpm.client.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.xpm.client.cli..");

    @ArchTest
    static final ArchRule theTerminalAndThePageDoNotKnowEachOther =
            slices().matching("dev.xpm.client.(tui|web)..").should().notDependOnEachOther();

    /** The page's interface for scripts speaks the same JSON as the commands; the reverse would be a cycle. */
    @ArchTest
    static final ArchRule theJsonKnowsNoOtherFace = noClasses()
            .that()
            .resideInAPackage("dev.xpm.client.json..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.xpm.client.tui..", "dev.xpm.client.web..");

    @ArchTest
    static final ArchRule theMirrorKnowsNoFace = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.xpm.client.mirror..",
                    "dev.xpm.client.connect..",
                    "dev.xpm.client.pull..",
                    "dev.xpm.client.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.xpm.client.view..", "dev.xpm.client.tui..", "dev.xpm.client.web..", "dev.xpm.client.json..");

    /** Every change goes through the one place that asks whether it may be made, and makes it once. */
    @ArchTest
    static final ArchRule onlyTheRoomOfChangesChanges = noClasses()
            .that()
            .resideOutsideOfPackages("dev.xpm.client.change..", "dev.xpm.protocol..", "dev.xpm.agent..")
            .should()
            .callMethodWhere(target(nameMatching("killJob|deleteJob|deleteExperiment|resolve|tagRun"))
                    .and(target(owner(type(WorkspaceClient.class)))));

    @ArchTest
    static final ArchRule connectingKnowsNothingAbove = noClasses()
            .that()
            .resideInAPackage("dev.xpm.client.connect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.xpm.client.mirror..",
                    "dev.xpm.client.pull..",
                    "dev.xpm.client.service..",
                    "dev.xpm.client.settings..");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.xpm.(*).(*)..").should().beFreeOfCycles();
}
