package io.faultmesh.house;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.fast.BothEngines;
import io.faultmesh.fault.Outcome;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of docs/developing.md compile as they stand there, and do what the page says. */
class DevelopingPageTest {
  private static final Path DOCS = Path.of("docs");
  private static final Path PAGE = DOCS.resolve("developing.md");
  private static final String SCENARIO =
      "name: page\nnetwork: n.onnx\ndataset: {format: idx, path: data}\n";

  @TempDir static Path folder;

  private static URLClassLoader loader;

  @BeforeAll
  static void compileThePage() throws IOException {
    assertThat(DevelopingPage.compile(folder)).hasSize(4);
    loader = new URLClassLoader(urls());
  }

  private static URL[] urls() throws IOException {
    return new URL[] {folder.toUri().toURL()};
  }

  @AfterAll
  static void close() throws IOException {
    loader.close();
  }

  private static ProtectSettings example(String name) throws ReflectiveOperationException {
    Class<?> type = loader.loadClass("io.faultmesh.protection.mechanism." + name);
    return (ProtectSettings) type.getConstructor().newInstance();
  }

  @ParameterizedTest
  @CsvSource({"Residue,WEIGHT,DETECTED", "Median,WEIGHT,CORRECTED", "Ceiling,ACTIVATION,DETECTED"})
  void anExampleDoesTheSameInBothEngines(String name, FaultSite site, Outcome outcome)
      throws ReflectiveOperationException {
    BothEngines.Sum sum = BothEngines.compare(List.of(example(name)), List.of(site), 3e-2);
    assertThat(sum.words(outcome)).as("%s: %s", name, sum).isPositive();
  }

  @Test
  void everyRoomHasARowOfTests() throws IOException {
    String page = Files.readString(PAGE);
    Path house = Path.of("src", "main", "java", "io", "faultmesh");
    String rows = page.substring(page.indexOf("### The tests of a class"));
    try (Stream<Path> files = Files.walk(house)) {
      assertThat(
              files
                  .filter(file -> file.endsWith("package-info.java"))
                  .map(file -> house.relativize(file.getParent()).toString())
                  .filter(room -> !room.isEmpty()))
          .isNotEmpty()
          .allSatisfy(room -> assertThat(rows).contains("\n| `" + room + "` | `"));
    }
  }

  @Test
  void testsThatPagesNameExist() throws IOException {
    List<String> classes = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "test", "java"))) {
      files.forEach(file -> classes.add(file.getFileName().toString()));
    }
    Matcher named = Pattern.compile("`(\\w+Test)`").matcher(Files.readString(PAGE));
    int count = 0;
    for (; named.find(); count++) {
      assertThat(classes).contains(named.group(1) + ".java");
    }
    assertThat(count).isGreaterThan(20);
  }

  @Test
  void linksOfPagesLeadToFiles() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
    try (Stream<Path> files = Files.walk(DOCS)) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    Pattern link = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");
    for (Path page : pages) {
      Matcher links = link.matcher(Files.readString(page).replaceAll("(?s)```.*?```", ""));
      while (links.find()) {
        assertThat(page.resolveSibling(links.group(1))).as(page + " links to it").exists();
      }
    }
  }

  @Test
  void everyMechanismHasAPageAndARow() throws IOException {
    String index = Files.readString(DOCS.resolve("protections/README.md"));
    for (ProtectSettings one : ServiceLoader.load(ProtectSettings.class)) {
      assertThat(DOCS.resolve("protections/" + one.key() + ".md")).exists();
      assertThat(index).contains("| [" + one.key() + "](" + one.key() + ".md) |");
    }
  }

  @Test
  void designsOnThePagesOfProtectionsAreAccepted() throws IOException {
    Pattern block = Pattern.compile("```yaml\n(designs:.*?)```", Pattern.DOTALL);
    int count = 0;
    try (Stream<Path> pages = Files.list(DOCS.resolve("protections"))) {
      for (Path page : pages.toList()) {
        Matcher blocks = block.matcher(Files.readString(page));
        for (; blocks.find(); count++) {
          ScenarioLoader.parse(page.toString(), SCENARIO + blocks.group(1), List.of());
        }
      }
    }
    assertThat(count).isGreaterThan(6);
  }

  @Test
  void theTestOnThePagePasses() throws ReflectiveOperationException {
    // JUnit is asked for nothing more than the names of the methods.
    Class<?> type = loader.loadClass("io.faultmesh.protection.ResidueTest");
    var constructor = type.getDeclaredConstructor();
    constructor.setAccessible(true);
    int count = 0;
    for (Method method : type.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        method.setAccessible(true);
        method.invoke(constructor.newInstance());
        count++;
      }
    }
    assertThat(count).isEqualTo(4);
  }
}
