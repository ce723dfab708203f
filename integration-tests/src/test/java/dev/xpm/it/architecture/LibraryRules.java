package dev.xpm.it.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** One library, one home; its types appear in no signature elsewhere. Source: style.md 2.4. */
@AnalyzeClasses(
        packages = "dev.xpm",
        importOptions = {DoNotIncludeTests.class, OurOwnClasses.class})
class LibraryRules {
    @ArchTest
    static final ArchRule jackson = home(
            "com.fasterxml.jackson..",
            "dev.xpm.protocol.codec..",
            "dev.xpm.protocol.endpoint..",
            "dev.xpm.agent.workspace..");

    @ArchTest
    static final ArchRule jsonrpc4j = home("com.googlecode.jsonrpc4j..", "dev.xpm.protocol.endpoint..");

    @ArchTest
    static final ArchRule sshd = home("org.apache.sshd..", "dev.xpm.client.connect..", "dev.xpm.client.demo..");

    @ArchTest
    static final ArchRule lanterna = home("com.googlecode.lanterna..", "dev.xpm.client.tui..");

    @ArchTest
    static final ArchRule javalin = home("io.javalin..", "dev.xpm.client.web..");

    @ArchTest
    static final ArchRule jetty = home("org.eclipse.jetty..", "dev.xpm.client.web..");

    @ArchTest
    static final ArchRule servlets = home("jakarta.servlet..", "dev.xpm.client.web..");

    @ArchTest
    static final ArchRule jte = home("gg.jte..", "dev.xpm.client.web..");

    @ArchTest
    static final ArchRule snakeyaml = home("org.yaml..", "dev.xpm.client.yaml..", "dev.xpm.agent.settings..");

    @ArchTest
    static final ArchRule picocli = home("picocli..", "dev.xpm.client.cli..");

    @ArchTest
    static final ArchRule processes = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.xpm.client.connect..",
                    "dev.xpm.client.pull..",
                    "dev.xpm.client.service..",
                    "dev.xpm.agent.process..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(ProcessBuilder.class);

    private static ArchRule home(String library, String... homes) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(homes)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }
}
