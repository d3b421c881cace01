package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report's section of a survey as a browser shows it. */
class SurveyInBrowserTest {
  @TempDir static Path folder;
  private static JsonNode summary;
  private static Browser.Page page;
  private static String section;

  @BeforeAll
  static void openASurvey() throws IOException, InterruptedException {
    Optional<Browser> installed = Browser.installed();
    assumeTrue(installed.isPresent(), "no chromium on the PATH: the report is not opened");
    Path run = folder.resolve("run");
    Cli.Outcome outcome =
        Cli.run(
            "run",
            "scenarios/survey-lenet.yaml",
            "--report",
            "--out",
            run.toString(),
            "--set",
            "dataset.images=10",
            "--set",
            "faults={ber: {weight: [3.0e-3, 0, 0], activation: [0, 3.0e-3, 0]},"
                + " stuck: {sites: [pe], ber: [0, 0, 1.0e-4]}, trials: 2}",
            "--set",
            "designs=[base, crt2, {name: parity,"
                + " protect: [{parity: {on: [weight], detected: refetch}}]},"
                + " {name: \"<b>secded\", protect: [{secded: {on: [weight, activation]}}]}]");
    assertThat(outcome.err()).isEmpty();
    summary = new JsonMapper().readTree(run.resolve("summary.json").toFile());
    page = installed.get().open(folder.resolve("run.html"), folder);
    section = page.dom().split(">Survey</h2>", 2)[1].split("</section>", 2)[0];
  }

  @Test
  void opensWithoutAMessageAndEveryChartHasItsTable() {
    assertThat(page.messages()).isEmpty();
    String[] figures = section.split("<figure>");
    assertThat(figures).hasSize(4);
    for (int i = 1; i < figures.length; i++) {
      assertThat(figures[i]).contains("<svg ", "<caption>", "scope=\"row\"");
    }
  }

  @Test
  void kindsOfFaultsAreNamedByWhatStrikes() {
    assertThat(section).contains("r0: weight 3e-3", "r1: activation 3e-3", "r2: stuck pe 1e-4");
    assertThat(section).contains("&lt;b&gt;secded").doesNotContain("<b>secded");
  }

  @Test
  void everyLossStandsWithItsIntervalByDesignAndKind() {
    String table = section.split("</table>", 2)[0];
    List<Double> expected = new ArrayList<>();
    for (JsonNode result : summary.get("results")) {
      expected.add(result.at("/drop/mean").asDouble());
      expected.add(result.at("/drop/population/low").asDouble());
      expected.add(result.at("/drop/population/high").asDouble());
    }
    assertThat(numbers(table)).containsExactlyElementsOf(expected);
  }

  @Test
  void costsAreThoseOfTheSummaryAndTheSlowestImagesStandBesideTheMean() {
    String table = section.split("<figure>")[2];
    List<Double> shown = numbers(table);
    int spreads = 0;
    for (JsonNode result : summary.get("results")) {
      assertThat(shown)
          .contains(
              result.get("areaOverhead").asDouble(),
              result.get("energyPjPerImage").asDouble(),
              result.get("dramBytesPerImage").asDouble(),
              result.get("cyclesPerImage").asDouble());
      if (!result.get("cycleSpread").isNull()) {
        spreads++;
        assertThat(shown).contains(result.at("/cycleSpread/p99").asDouble());
      }
    }
    assertThat(spreads).isPositive();
  }

  @Test
  void whatChecksFoundIsThatOfTheSummary() {
    List<Double> shown = numbers(section.split("<figure>")[3]);
    double found = 0;
    for (JsonNode result : summary.get("results")) {
      for (String word : List.of("corrected", "detected", "missed")) {
        double words = result.get("checkedWords").get(word).asDouble();
        found += words;
        assertThat(words == 0 || shown.contains(words)).as(word).isTrue();
      }
    }
    assertThat(found).isPositive();
  }

  private static List<Double> numbers(String html) {
    List<Double> numbers = new ArrayList<>();
    Matcher matcher = Pattern.compile("<data value=\"([^\"]*)\">").matcher(html);
    while (matcher.find()) {
      numbers.add(Double.valueOf(matcher.group(1)));
    }
    return numbers;
  }
}
