package dev.xpm.it.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTag;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.beans.XMLDecoder;
import java.io.ObjectInputStream;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;

/**
 * A server, a file or a setting may name a class, but nothing of ours makes one of it: there is no code that finds a class
 * by its name. Source: protocol.md 5.7 and 8, P31; assurance.md 2.3 and J6.
 */
@ArchTag("P31")
@ArchTag("A-J6")
@AnalyzeClasses(
        packages = "dev.xpm",
        importOptions = {DoNotIncludeTests.class, OurOwnClasses.class})
class LoadingRules {
    @ArchTest
    static void seesTheWholeProduct(JavaClasses classes) {
        assertThat(classes).hasSizeGreaterThan(OurOwnClasses.FLOOR);
    }

    @ArchTest
    static final ArchRule noClassIsFoundByItsName = noClasses()
            .should()
            .callMethodWhere(calls(Class.class, "forName|newInstance"))
            .orShould()
            .callMethodWhere(calls(ClassLoader.class, "loadClass|findClass|defineClass"))
            .orShould()
            .callMethodWhere(calls(MethodHandles.Lookup.class, "findClass|defineClass|defineHiddenClass"))
            .orShould()
            .callMethodWhere(calls(Constructor.class, "newInstance"));

    @ArchTest
    static final ArchRule nothingIsDeserialized =
            noClasses().should().dependOnClassesThat().belongToAnyOf(ObjectInputStream.class, XMLDecoder.class);

    /** Jackson makes of {@code @class} what it says only where one of these asks for it. */
    @ArchTest
    static final ArchRule jsonNamesNoClass = noClasses()
            .should()
            .callMethodWhere(
                    target(
                            nameMatching(
                                    "(enable|activate)DefaultTyping.*|setDefaultTyping|setPolymorphicTypeValidator|polymorphicTypeValidator")))
            .orShould()
            .beAnnotatedWith(com.fasterxml.jackson.annotation.JsonTypeInfo.class);

    @ArchTest
    static final ArchRule noPartOfJsonNamesAClass =
            noMembers().should().beAnnotatedWith(com.fasterxml.jackson.annotation.JsonTypeInfo.class);

    /** SnakeYAML makes objects of tags by its other constructors. */
    @ArchTest
    static final ArchRule yamlNamesNoClass = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.yaml.snakeyaml.constructor.Constructor")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.yaml.snakeyaml.TypeDescription");

    private static DescribedPredicate<JavaCall<?>> calls(Class<?> type, String names) {
        DescribedPredicate<JavaClass> owned = JavaClass.Predicates.assignableTo(type);
        return target(nameMatching(names)).and(target(owner(owned)));
    }
}
