package dev.xpm.it.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.THROW_GENERIC_EXCEPTIONS;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.xpm.protocol.text.UntrustedText;
import java.io.File;
import org.jspecify.annotations.NullMarked;

/** Habits that are easier kept by a check than by memory. Source: style.md 2.5 and 3. */
@AnalyzeClasses(
        packages = "dev.xpm",
        importOptions = {DoNotIncludeTests.class, OurOwnClasses.class})
class HouseRules {
    /** In the agent, stdout belongs to the frames alone. */
    @ArchTest
    static final ArchRule standardStreamsHaveTheirHomes = noClasses()
            .that(are(outside("dev\\.xpm\\.agent\\.AgentMain(\\$.*)?")))
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "in");

    /** The agent's log is made by the JDK, which hands it no stream. */
    @ArchTest
    static final ArchRule standardErrorHasItsHomes = noClasses()
            .that(are(outside("dev\\.xpm\\.agent\\.(AgentMain|StderrLog)(\\$.*)?")))
            .should()
            .accessField(System.class, "err");

    @ArchTest
    static final ArchRule remoteTextReachesAFaceOnlyCleaned = noClasses()
            .that()
            .resideInAnyPackage("dev.xpm.client.tui..", "dev.xpm.client.web..")
            .should()
            .callMethod(UntrustedText.class, "raw");

    @ArchTest
    static final ArchRule nothingSleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class);

    /** Redirecting a program's streams takes a file, so the home of processes may name one. */
    @ArchTest
    static final ArchRule pathsAreNotFiles = noClasses()
            .that()
            .resideOutsideOfPackage("dev.xpm.agent.process..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(File.class);

    @ArchTest
    static final ArchRule exceptionsSayWhatTheyAre = noClasses().should(THROW_GENERIC_EXCEPTIONS);

    @ArchTest
    static final ArchRule nothingWritesIntoThePrivatePartsOfOthers = noFields()
            .that()
            .areDeclaredInClassesThat()
            .resideInAPackage("dev.xpm..")
            .and()
            .areNotFinal()
            .should()
            .bePublic();

    @ArchTest
    static final ArchRule everyPackageSaysWhatMayBeNull = classes().should(liveInANullMarkedPackage());

    @ArchTest
    static final ArchRule errorsAreNotPrinted =
            noClasses().that().resideOutsideOfPackage("dev.xpm.client.cli..").should(callPrintStackTrace());

    private static DescribedPredicate<JavaClass> outside(String names) {
        return DescribedPredicate.not(resideInAnyPackage("dev.xpm.client.cli..").or(nameMatching(names)));
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a package that is @NullMarked") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " is not @NullMarked"));
            }
        };
    }

    private static ArchCondition<JavaClass> callPrintStackTrace() {
        return new ArchCondition<>("print a stack trace") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                    if (access.getTarget().getName().equals("printStackTrace")) {
                        events.add(SimpleConditionEvent.satisfied(type, access.getDescription()));
                    }
                }
            }
        };
    }
}
