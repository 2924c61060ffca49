package io.millrace.launcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which part may know which. */
class ArchitectureTest {
  private static final List<String> GROUND = List.of("model", "port", "topology");
  private static final List<String> SIBLINGS =
      List.of("ingress", "inference", "metrics", "scheduler", "connectors");

  private static final JavaClasses MILLRACE = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .withImportOption(location -> !location.contains("-tests.jar"))
      .importPackages("io.millrace");

  private static String[] packages(List<String> names) {
    return names.stream().map(ArchitectureTest::inside).toArray(String[]::new);
  }

  private static String inside(String name) {
    return "io.millrace." + name + "..";
  }

  @Test
  void everyPart_isLookedAt() {
    for (var part : List.of("model", "port", "topology", "ingress", "inference", "launcher")) {
      assertThat(MILLRACE.containPackage("io.millrace." + part)).as(part).isTrue();
    }
  }

  @Test
  void model_knowsTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage(inside("model"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", inside("model"))
        .check(MILLRACE);
  }

  @Test
  void ground_knowsNothingAboveIt() {
    noClasses()
        .that()
        .resideInAnyPackage(packages(GROUND))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(SIBLINGS))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(inside("launcher"), inside("examples"), inside("benchmarks"))
        .check(MILLRACE);
  }

  @Test
  void siblings_doNotKnowEachOther() {
    for (var one : SIBLINGS) {
      var others = SIBLINGS.stream().filter(other -> !other.equals(one)).toList();
      noClasses()
          .that()
          .resideInAPackage(inside(one))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(others))
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(inside("launcher"), inside("benchmarks"))
          .allowEmptyShould(true)
          .check(MILLRACE);
    }
  }

  @Test
  void spring_isKnownAtTheEdgeOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages(inside("ingress"), inside("launcher"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.springframework..")
        .check(MILLRACE);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("io.millrace.(**)").should().beFreeOfCycles().check(MILLRACE);
  }
}
