package io.faultmesh.cli.command;

import io.faultmesh.cli.option.Terminal;
import io.faultmesh.measure.Interval;
import io.faultmesh.report.Json;
import io.faultmesh.report.compare.RunComparison;
import io.faultmesh.report.compare.ScenarioDifferences;
import io.faultmesh.report.compare.ShareDifference;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.text.PlainText;
import io.faultmesh.text.Progress;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says how far two runs lie apart. */
@Command(
    name = "compare",
    description =
        "Shows what the scenarios of two runs differ in, and how far their results lie apart.",
    footer = {"", "Example:", "  faultmesh compare runs/lenet-fashion runs/lenet-fashion-2"})
public final class CompareCommand implements Callable<Integer> {
  /** The costs, as {@code summary.json} and as people call them. */
  private static final Map<String, String> FIGURES =
      Map.of(
          "areaUm2", "area, um2",
          "energyPjPerImage", "energy, pJ/image",
          "cyclesPerImage", "cycles/image",
          "dramBytesPerImage", "DRAM bytes/image");

  @Parameters(index = "0", paramLabel = "FIRST", description = "a run folder")
  private Path first;

  @Parameters(
      index = "1",
      paramLabel = "SECOND",
      description = "another one; differences are this one less the first")
  private Path second;

  @Option(names = "--json", description = "print JSON instead of tables")
  private boolean json;

  @Override
  public Integer call() {
    RunComparison comparison =
        Progress.during(
            Terminal.isWatched(),
            "comparison",
            () -> RunComparison.of(RunFiles.open(first), RunFiles.open(second)));
    Terminal.print(json ? Json.write(comparison) : text(comparison));
    return 0;
  }

  private static String text(RunComparison all) {
    StringBuilder text = new StringBuilder(all.second() + " less " + all.first() + "\n");
    if (all.scenarios().isEmpty()) {
      text.append("\nthe scenarios hold the same values\n");
    } else {
      text.append("\n").append(scenarios(all.scenarios()));
    }
    text.append(shares(all.results())).append(costs(all.costs()));
    text.append(missing("first", all.onlyInFirst())).append(missing("second", all.onlyInSecond()));
    return text.toString();
  }

  /** A table; where it is too wide for one, values stand below their key, whole. */
  private static String scenarios(List<ScenarioDifferences.Difference> keys) {
    TextTable table = new TextTable("scenario key", "first", "second");
    keys.forEach(one -> table.row(one.key(), one.first(), one.second()));
    if (table.fits()) {
      return table.toString();
    }
    StringBuilder text = new StringBuilder("scenario keys\n");
    for (ScenarioDifferences.Difference one : keys) {
      text.append(one.key()).append('\n');
      text.append(TextTable.wrapped("  first   " + value(one.first()))).append('\n');
      text.append(TextTable.wrapped("  second  " + value(one.second()))).append('\n');
    }
    return text.toString();
  }

  private static String value(String value) {
    return value == null ? "-" : PlainText.visible(value);
  }

  private static String shares(List<ShareDifference> results) {
    if (results.isEmpty()) {
      return "\nno design is in both runs at the same rate with the same measure\n";
    }
    TextTable table =
        new TextTable("design", ">BER", "measure", ">first", ">second", ">difference", "paired");
    TextTable intervals =
        new TextTable("design", ">BER", "measure", "for these images", "for other images, too");
    for (ShareDifference one : results) {
      String ber = rate(one.ber());
      table.row(
          one.design(),
          ber,
          one.measure(),
          Text.format("%.4f", one.first()),
          Text.format("%.4f", one.second()),
          Text.format("%+.4f", one.difference()),
          one.paired().name().toLowerCase(Locale.ROOT));
      intervals.row(
          one.design(), ber, one.measure(), range(one.theseImages()), range(one.population()));
    }
    return "\n" + table + "\n95 % intervals of the difference\n" + intervals;
  }

  private static String costs(List<RunComparison.Cost> costs) {
    TextTable table = new TextTable("design", ">BER", "cost", ">first", ">second", ">change");
    Set<String> same = new LinkedHashSet<>();
    costs.forEach(one -> same.add(FIGURES.get(one.figure())));
    for (RunComparison.Cost one : costs) {
      if (one.first() != one.second()) {
        same.remove(FIGURES.get(one.figure()));
        table.row(
            one.design(),
            rate(one.ber()),
            FIGURES.get(one.figure()),
            Text.format("%,.0f", one.first()),
            Text.format("%,.0f", one.second()),
            one.change() == null ? "-" : Text.format("%+.2f %%", 100 * one.change()));
      }
    }
    boolean differ = costs.stream().anyMatch(one -> one.first() != one.second());
    String equal = same.isEmpty() ? "" : "\nthe same in both: " + String.join("; ", same) + "\n";
    return (differ ? "\n" + table : "") + equal;
  }

  private static String missing(String run, List<String> designs) {
    String names = designs.stream().map(TextTable::shortened).collect(Collectors.joining(", "));
    return designs.isEmpty()
        ? ""
        : "\n" + TextTable.wrapped("only in the " + run + ": " + names) + "\n";
  }

  private static String rate(Object ber) {
    if (ber instanceof Number number) {
      return Text.format("%.1e", number.doubleValue());
    }
    return ber == null ? "-" : ber.toString();
  }

  private static String range(Interval interval) {
    return interval == null ? "-" : Text.format("[%+.4f, %+.4f]", interval.low(), interval.high());
  }
}
