package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What commands print fits into 80 columns, however long the names in it are. */
class TablesFitTest {
  private static final String SCENARIO = "scenarios/lenet-fashion.yaml";
  private static final String NETWORK = "scenarios/networks/lenet-fashion.onnx";

  private static final String DESIGNS =
      "designs=[base, {preset: crt2, name: a-design-with-a-name-of-very-many-letters-indeed,"
          + " protect: [{secded: {on: [weight, input]}}, range]}, {preset: alg, score: random}]";

  private static final String OPTIMISE =
      "optimise={design: cl, limits: {accuracyLoss: 0.5, cycleLoss: 0, bandwidthLoss: 0},"
          + " important: {low: 0.1, high: 0.3, step: 0.1}, policies: [per-fold, global],"
          + " ordinaryBits: [1], importantBits: [8], multipliers: [8], truncations: [[8, 9], []],"
          + " reuse: [false], validation: {first: 500, images: 12}}";

  /** Those that print no table, and the cluster's, which need each other and print a run's. */
  private static final List<String> OTHERS =
      List.of("help", "schema", "completion", "coordinator", "worker");

  @TempDir Path folder;
  private final Set<String> seen = new HashSet<>();

  private String in(String name) {
    return folder.resolve(name).toString();
  }

  private void prints(int code, List<String> settings, String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    settings.forEach(setting -> all.addAll(List.of("--set", setting)));
    Cli.Outcome outcome = Cli.run(all.toArray(String[]::new));
    assertThat(outcome.code()).as(all + outcome.err()).isEqualTo(code);
    assertThat(outcome.out()).as("output of " + all).isNotBlank();
    // A path cannot be shortened without becoming another one.
    assertThat(outcome.out().lines().filter(line -> !line.contains(folder.toString())))
        .as("lines of " + all)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    seen.add(command[0]);
  }

  @Test
  void everyCommandPrintsLinesOfAtMost80Columns() {
    List<String> few = List.of(DESIGNS, "dataset.images=12", "faults.trials=2");
    List<String> traced = with(few, "measure.trace=memory", "faults.sites=[weight, accumulator]");
    List<String> single =
        with(
            few,
            "measure.cycles=none",
            "faults={ber: {activation: [1.0e-3, 2.0e-3], weight: [1.0e-5, 1.0e-4]},"
                + " single: {sites: [weight, accumulator], count: 20}}",
            "safety={fitPerMbit: 500, source: a beam}");
    prints(0, traced, "run", SCENARIO, "--out", in("a"));
    prints(0, single, "run", SCENARIO, "--out", in("b"));
    prints(0, List.of(), "compare", in("a"), in("b"));
    prints(0, List.of(), "report", in("a"));
    prints(0, List.of(), "trace", in("a/trace.fmtrace"));
    prints(0, List.of(), "replay", in("a/trace.fmtrace"), "--out", in("again"));
    prints(
        0,
        few,
        "replay",
        in("a/trace.fmtrace"),
        "--on",
        SCENARIO,
        "--data",
        "scenarios",
        "--part",
        "faults",
        "--out",
        in("faults"));
    prints(0, few, "replay", in("a/trace.fmtrace"), "--on", SCENARIO, "--out", in("memory"));
    prints(
        0,
        List.of(DESIGNS, "faults.single={sites: [weight, accumulator], count: 20}"),
        "sensitivity",
        SCENARIO);
    prints(
        0,
        List.of(DESIGNS),
        "infer",
        SCENARIO,
        "--image",
        "300",
        "--layers",
        "--ber",
        "1e-3",
        "--design",
        "a-design-with-a-name-of-very-many-letters-indeed");
    prints(0, few, "plan", SCENARIO);
    prints(0, few, "run", SCENARIO, "--shard", "1/2", "--out", in("s1"));
    prints(0, few, "run", SCENARIO, "--shard", "2/2", "--out", in("s2"));
    prints(0, List.of(), "merge", in("s1"), in("s2"), "--out", in("merged"));
    prints(0, few, "prepare", SCENARIO, "--out", in("prepared"));
    networksAndTimes();
    assertThat(Faultmesh.commandLine(false).getSubcommands().values())
        .extracting(CommandLine::getCommandName)
        .allSatisfy(
            name -> assertThat(seen.contains(name) || OTHERS.contains(name)).as(name).isTrue());
  }

  private void networksAndTimes() {
    prints(0, List.of(), "network", NETWORK);
    prints(0, List.of(), "network", "scenarios/topologies/vgg16.csv");
    prints(0, List.of(), "timing", NETWORK);
    prints(0, List.of(DESIGNS), "cost", SCENARIO);
    prints(0, List.of(), "quantise", SCENARIO, "--out", in("int8.onnx"));
    prints(0, List.of(), "bench", SCENARIO, "--batch", "2");
    prints(
        1,
        List.of("dataset.images=12", "faults.trials=2", OPTIMISE),
        "optimize",
        SCENARIO,
        "--budget",
        "3",
        "--out",
        in("optimum"));
  }

  private static List<String> with(List<String> settings, String... more) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(List.of(more));
    return all;
  }
}
