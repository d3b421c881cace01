package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as a file, and comparisons of runs. */
class ReportCommandTest {
  private static final int MAX_BYTES = 3_000_000;

  @TempDir static Path folder;
  private static Path first;
  private static Path second;

  @BeforeAll
  static void runTwice() {
    first = run("first", "faults.seed=1");
    second = run("second", "faults.seed=2");
  }

  private static Path run(String name, String... settings) {
    Path place = folder.resolve(name);
    Stream<String> fixed =
        Stream.of(
            "dataset.images=30",
            "faults.trials=3",
            "measure={images: true}",
            "designs=[base, crt2, {preset: alg, score: random}]");
    String[] options =
        Stream.concat(fixed, Stream.of(settings))
            .flatMap(one -> Stream.of("--set", one))
            .toArray(String[]::new);
    String[] command = {
      "run", "scenarios/lenet-fashion.yaml", "--quiet", "--out", place.toString()
    };
    String[] all = Stream.concat(Stream.of(command), Stream.of(options)).toArray(String[]::new);
    assertThat(Cli.run(all).code()).isZero();
    return place;
  }

  private static Path copy(Path run, String name) throws IOException {
    Path place = folder.resolve(name);
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.toList()) {
        Files.copy(file, place.resolve(run.relativize(file).toString()));
      }
    }
    return place;
  }

  private static JsonNode data(Path report) throws IOException {
    String text = Files.readString(report);
    String json = text.split("id=\"data\">", 2)[1].split("</script>", 2)[0];
    return new JsonMapper().readTree(json);
  }

  @Test
  void thePageHoldsTheSummaryNumberForNumberAndIsSmall() throws IOException {
    Cli.Outcome outcome = Cli.run("report", first.toString());
    assertThat(outcome.err()).isEmpty();
    Path report = folder.resolve("first.html");
    JsonNode summary = new JsonMapper().readTree(first.resolve("summary.json").toFile());
    assertThat(data(report).get("runs").get(0).get("summary")).isEqualTo(summary);
    assertThat(Files.size(report)).isLessThan(MAX_BYTES);
    assertThat(Files.readString(report)).doesNotContain("src=\"http", "href=\"http", "@import");
  }

  @Test
  void theSameRunsGiveTheSameBytes() throws IOException {
    Path one = folder.resolve("one.html");
    Path other = folder.resolve("other.html");
    for (Path out : List.of(one, other)) {
      Cli.run("report", first.toString(), second.toString(), "--out", out.toString());
    }
    assertThat(one).hasSameBinaryContentAs(other);
    assertThat(data(one).get("runs")).hasSize(2);
    assertThat(data(one).get("comparisons")).hasSize(1);
  }

  @Test
  void anUntouchedReportIsReplacedAndAnyOtherFileStays() throws IOException {
    String out = folder.resolve("mine.html").toString();
    assertThat(Cli.run("report", first.toString(), "--out", out).code()).isZero();
    assertThat(Cli.run("report", second.toString(), "--out", out).code()).isZero();
    Files.writeString(Path.of(out), "my note", StandardOpenOption.APPEND);
    Cli.Outcome refused = Cli.run("report", first.toString(), "--out", out);
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("mine.html: exists; give another name, or --force");
    assertThat(Cli.run("report", first.toString(), "--out", out, "--force").code()).isZero();
  }

  @Test
  void columnsAndFilesThatNobodyKnowsYetAreShownOrLeft() throws IOException {
    Path run = copy(first, "newer");
    String flips = Files.readString(run.resolve("flips.csv"));
    Files.writeString(
        run.resolve("flips.csv"),
        flips.lines().findFirst().orElseThrow()
            + ",checked\n"
            + String.join(",7\n", flips.lines().skip(1).toList())
            + ",7\nbase,0.001,weight,0,1,10,0.01,1,,secded,3\n");
    Files.writeString(
        run.resolve("checks.csv"),
        "design,ber,mechanism,site,layer,clean,corrected,missed,falseAlarms\n"
            + "base,0.001,secded,weight,0,100,5,1,0\n"
            + "base,0.001,secded,weight,1,100,6,0,2\n");
    assertThat(Cli.run("report", run.toString()).err()).isEmpty();
    JsonNode content = data(folder.resolve("newer.html")).get("runs").get(0);
    assertThat(content.at("/flips/columns").toString()).contains("\"cells\"", "\"checked\"");
    assertThat(content.at("/flips/rows").toString())
        .contains("[\"base\",0.001,\"weight\",0,1,\"secded\",10,0.01,1,null,3]");
    assertThat(content.at("/outcomes/checks.csv/rows").toString())
        .isEqualTo("[[\"base\",0.001,\"secded\",\"weight\",200,11,1,2]]");
  }

  @Test
  void whatIsNoRunOrDamagedIsOneLine() throws IOException {
    assertThat(Cli.run("report", folder.toString()).err())
        .contains("no run folder, it holds no summary.json")
        .hasLineCount(1);
    Path torn = copy(first, "torn");
    Files.writeString(torn.resolve("trials.csv"), "design,ber,images,sdc1\nbase,0.1\n");
    assertThat(Cli.run("report", torn.toString()).err())
        .contains("trials.csv, line 2: 2 fields under 4 headings")
        .hasLineCount(1);
    Path damaged = copy(first, "damaged");
    Files.writeString(damaged.resolve("summary.json"), "{\"results\": [");
    Cli.Outcome outcome = Cli.run("compare", damaged.toString(), first.toString());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("summary.json: damaged").hasLineCount(1);
  }

  @Test
  void percentilesAreWrittenInBothForms() throws IOException {
    Path out = folder.resolve("percentiles");
    Cli.run("report", first.toString(), "--percentiles", out.toString(), "--force");
    assertThat(Files.readString(out.resolve("base-fold.hgrm")))
        .contains("Value", "Percentile", "TotalCount", "#[Max     =");
    assertThat(Files.readString(out.resolve("base-fold.csv")))
        .startsWith("\"Value\",\"Percentile\",\"TotalCount\",\"1/(1-Percentile)\"");
  }

  @Test
  void aRunComparedWithItselfDiffersInNothing() throws IOException {
    Cli.Outcome outcome = Cli.run("compare", first.toString(), first.toString(), "--json");
    JsonNode all = new JsonMapper().readTree(outcome.out());
    assertThat(all.get("scenarios")).isEmpty();
    assertThat(all.get("results")).hasSize(6);
    for (JsonNode one : all.get("results")) {
      assertThat(one.get("difference").asDouble()).isZero();
      assertThat(one.get("paired").asText()).isEqualTo("IMAGE");
    }
  }

  @Test
  void aComparisonShowsLongValuesWholeAndOnlyCostsThatBothRunsMeasured() {
    String sites = "[weight, input, activation, bias, scale, product, accumulator]";
    Path long1 = run("long", "faults.sites=" + sites, "measure={cycles: none}");
    String text = Cli.run("compare", first.toString(), long1.toString()).out();
    assertThat(text.replace("\n  ", " ")).contains("faults.sites", sites);
    assertThat(text).contains("the same in both: area, um2\n").doesNotContain("cycles/image");
  }

  @Test
  void pairsOfImagesTellMoreThanTrialsAndTheseMoreThanNothing() throws IOException {
    Path other = run("other-seed", "faults.seed=9", "measure={}");
    Path fewer = run("fewer", "dataset.images=20", "measure={}");
    JsonMapper json = new JsonMapper();
    String here = first.toString();
    JsonNode images = json.readTree(Cli.run("compare", here, second.toString(), "--json").out());
    assertThat(images.at("/scenarios/0/key").asText()).isEqualTo("faults.seed");
    assertThat(images.at("/results/0/paired").asText()).isEqualTo("IMAGE");
    JsonNode trials = json.readTree(Cli.run("compare", here, other.toString(), "--json").out());
    assertThat(trials.at("/results/0/paired").asText()).isEqualTo("TRIAL");
    JsonNode nothing = json.readTree(Cli.run("compare", here, fewer.toString(), "--json").out());
    assertThat(nothing.at("/results/0/paired").asText()).isEqualTo("NONE");
    assertThat(nothing.at("/results/0/theseImages").isNull()).isTrue();
    assertThat(width(images.at("/results/0/population")))
        .isLessThan(width(trials.at("/results/0/population")));
  }

  private static double width(JsonNode interval) {
    return interval.get("high").asDouble() - interval.get("low").asDouble();
  }
}
