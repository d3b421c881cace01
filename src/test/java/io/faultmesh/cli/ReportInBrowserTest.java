package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faultmesh.report.read.CsvRows;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as a browser shows it. */
class ReportInBrowserTest {
  private static final Pattern NUMBER = Pattern.compile("<data value=\"([^\"]*)\">([^<]*)</data>");

  private static final String DESIGNS =
      "designs=[base, crt2, {preset: cl, score: random, name: \"<script>alert(1)<!-- {{data}}\"},"
          + " {name: \"'<img src=x onerror=alert(1)>\"}]";

  @TempDir static Path folder;
  private static Browser browser;
  private static Path run;
  private static Path file;
  private static Browser.Page page;

  @BeforeAll
  static void openAReport() throws IOException, InterruptedException {
    Optional<Browser> installed = Browser.installed();
    assumeTrue(installed.isPresent(), "no chromium on the PATH: the report is not opened");
    browser = installed.get();
    run = folder.resolve("run");
    file = folder.resolve("run.html");
    Cli.Outcome outcome =
        Cli.run(
            "run",
            "scenarios/lenet-fashion.yaml",
            "--report",
            "--out",
            run.toString(),
            "--set",
            DESIGNS,
            "--set",
            "dataset.images=20",
            "--set",
            "faults={ber: [1.0e-4, 1.0e-3], sites: [weight, activation], trials: 2,"
                + " single: {sites: [weight, activation], count: 60}}",
            "--set",
            "safety={fitPerMbit: 500, source: \"<b>a beam</b>\"}",
            "--set",
            "measure={images: true, trace: memory}");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("report: " + file)
        .containsPattern("base +activation +flip +60 +0\\.\\d{4} \\[")
        .containsPattern("base +transient +[0-9,.]+ +[01]\\.\\d{4}");
    page = browser.open(file, folder);
  }

  @Test
  void opensWithoutAMessageOnTheConsole() {
    assertThat(page.messages()).isEmpty();
  }

  @Test
  void aPageThatReachesOutOrRunsForeignScriptsWouldSaySo()
      throws IOException, InterruptedException {
    Path other = folder.resolve("other.html");
    String text = Files.readString(file);
    Files.writeString(
        other,
        text.replace(
            "<noscript>",
            "<img src=\"http://localhost/x.png\"><script>alert(1)</script><noscript>"));
    assertThat(browser.open(other, folder).messages())
        .hasSize(2)
        .allSatisfy(message -> assertThat(message).contains("Content Security Policy"));
  }

  @Test
  void everySectionHasChartsAndEveryChartItsTable() {
    assertThat(page.dom())
        .contains(
            ">Results<",
            ">Accuracy<",
            ">Loss and cost<",
            ">Flips<",
            ">Protection<",
            ">Vulnerability<",
            ">Safety<",
            ">Time<",
            ">DRAM<",
            ">Trials and images<",
            ">How it was made<");
    String[] figures = page.dom().split("<figure>");
    assertThat(figures.length).isGreaterThan(9);
    for (int i = 1; i < figures.length; i++) {
      assertThat(figures[i].split("</figure>", 2)[0])
          .contains("<figcaption>", "<svg ", "role=\"img\"", "<caption>", "scope=\"row\"");
    }
  }

  @Test
  void headingsDescendOneLevelAtATimeAndEveryControlHasAName() {
    int level = 0;
    Matcher heading = Pattern.compile("<h([1-6])[ >]").matcher(page.dom());
    while (heading.find()) {
      int next = Integer.parseInt(heading.group(1));
      assertThat(next).isLessThanOrEqualTo(level + 1);
      level = next;
    }
    assertThat(level).isPositive();
    String[] selects = page.dom().split("<select");
    assertThat(selects.length).isGreaterThan(9);
    for (int i = 0; i < selects.length - 1; i++) {
      assertThat(selects[i]).matches("(?s).*<label[^>]*>[^<]+");
    }
  }

  @Test
  void everyNumberEqualsTheSummary() throws IOException {
    Set<Double> measured = new HashSet<>();
    collect(new JsonMapper().readTree(run.resolve("summary.json").toFile()), measured);
    assertThat(measured).hasSizeGreaterThan(80);
    assertThat(shown()).containsAll(measured);
  }

  @Test
  void figuresOfSingleFlipsAndSafetyAreThoseOfTheFiles() throws IOException {
    JsonNode safety = new JsonMapper().readTree(run.resolve("safety.json").toFile());
    Set<Double> measured = new HashSet<>();
    for (JsonNode design : safety.get("designs")) {
      for (String figure : List.of("fit", "spfm", "spfmBound", "pmhfFit", "pmhfBoundFit")) {
        measured.add(design.get(figure).asDouble());
      }
    }
    int sites = 0;
    try (CsvRows rows = CsvRows.open(run.resolve("vulnerability.csv"))) {
      while (rows.next()) {
        boolean whole =
            rows.text(rows.index("layer")).isEmpty() && rows.text(rows.index("bit")).isEmpty();
        for (String column : List.of("sampled", "sdc1", "avf", "avfLow", "avfHigh")) {
          if (whole) {
            measured.add(rows.number(rows.index(column)));
          }
        }
        sites += whole ? 1 : 0;
      }
    }
    assertThat(sites).isEqualTo(2 * 4);
    assertThat(shown()).containsAll(measured);
  }

  private static Set<Double> shown() {
    Set<Double> shown = new HashSet<>();
    Matcher numbers = NUMBER.matcher(page.dom());
    while (numbers.find()) {
      shown.add(Double.valueOf(numbers.group(1)));
    }
    return shown;
  }

  private static void collect(JsonNode node, Set<Double> numbers) {
    if (node.isNumber()) {
      numbers.add(node.asDouble());
    }
    node.forEach(child -> collect(child, numbers));
  }

  @Test
  void whatAReaderSeesIsTheExactNumberRounded() {
    Matcher numbers = NUMBER.matcher(page.dom());
    int shares = 0;
    while (numbers.find()) {
      double exact = Double.parseDouble(numbers.group(1));
      String text = numbers.group(2);
      if (text.matches("-?\\d\\.\\d{4}") && Math.abs(exact) < 1) {
        BigDecimal rounded = new BigDecimal(exact).setScale(4, RoundingMode.HALF_UP);
        assertThat(new BigDecimal(text)).isEqualByComparingTo(rounded);
        shares++;
      }
    }
    assertThat(shares).isGreaterThan(200);
  }

  @Test
  void runsWithARateInCommonAreShownAtTheSameRate() throws IOException, InterruptedException {
    Path other = folder.resolve("other-rates");
    String scenario = "scenarios/lenet-fashion.yaml";
    String faults = "faults={ber: [1.0e-3, 2.0e-3], trials: 1}";
    String images = "dataset.images=20";
    Cli.run(
        "run",
        scenario,
        "--out",
        other.toString(),
        "--set",
        faults,
        "--set",
        images,
        "--set",
        "designs=[base]",
        "--set",
        "measure.cycles=none");
    Path both = folder.resolve("both.html");
    Cli.run("report", run.toString(), other.toString(), "--out", both.toString());
    assertThat(browser.open(both, folder).dom())
        .contains(
            ">1e-3</option><option value=\"1\">1e-4</option><option value=\"2\">2e-3</option>")
        .doesNotContain("1e-3 | ", "1e-4 | ");
  }

  @Test
  void namesAreTextWhateverTheyHold() {
    String outsideScripts = page.dom().replaceAll("(?s)<script[ >].*?</script>", "");
    assertThat(outsideScripts).doesNotContain("<img", "<script", "<b>");
    assertThat(outsideScripts)
        .contains(
            "&lt;script&gt;alert(1)&lt;!-- {{data}}",
            "'&lt;img src=x onerror=alert(1)&gt;",
            "&lt;b&gt;a beam");
  }
}
