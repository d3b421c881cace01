package io.faultmesh.replay;

import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.machine.result.Latency;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.measure.FoldOverhead;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.network.quantisation.Quantiser;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.LayerBounds;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.mechanism.Razor;
import io.faultmesh.report.DesignCycles;
import io.faultmesh.report.DesignResult;
import io.faultmesh.report.Findings;
import io.faultmesh.report.Json;
import io.faultmesh.report.Summary;
import io.faultmesh.report.csv.Csv;
import io.faultmesh.report.csv.CycleFiles;
import io.faultmesh.report.csv.DesignsCsv;
import io.faultmesh.report.table.Printout;
import io.faultmesh.report.table.ResultTable;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Text;
import io.faultmesh.trace.TraceEvent;
import io.faultmesh.trace.TraceResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * Plays the recorded requests of every design on another cache and DRAM, and writes a run folder.
 * Nothing is computed but times; overheads are against the recorded run.
 *
 * @param scenario the recorded one with the other memory
 * @param events of one image, by design
 * @param recorded what the recorded run measured
 */
public record MemoryRun(
    Scenario scenario,
    Network network,
    Map<String, List<TraceEvent>> events,
    List<TraceResult> recorded) {

  static final String HEADING =
      Csv.line("design", "layer", "cycles", "stallCycles", "dramBytes", "timingMayFeedBack");

  private void refuseLateSums(DesignSettings design) {
    boolean waits =
        design.protect().stream()
            .anyMatch(
                one -> one instanceof Razor razor && razor.recovery() == Razor.Recovery.REPLAY);
    if (waits && scenario.faults().timing() != null) {
      throw new BadInputException(
          Text.format(
              "design %s: its array waits for late sums, of which recorded requests do not tell",
              design.name()));
    }
  }

  /**
   * Runs; gives what to print.
   *
   * @param inputs the files that were read
   * @throws IllegalArgumentException if the events are not all there or do not fit together
   */
  public Printout run(RunOptions options, List<Path> inputs) {
    String settings = ScenarioLoader.write(scenario);
    Source source = new Source(ProgramVersion.text(), "replay --part memory", settings, inputs);
    try (RunFolder folder = RunFolder.create(options.out(), options.existing(), source)) {
      StringBuilder table = new StringBuilder(HEADING);
      long uncertain = 0;
      List<DesignCycles> cycles = new ArrayList<>();
      IntegerNetwork integers = shapes();
      for (var design : scenario.designs()) {
        refuseLateSums(design);
        ArraySettings array = scenario.arrayOf(design);
        MemoryReplay.Result result =
            MemoryReplay.play(
                events.getOrDefault(design.name(), List.of()),
                array,
                scenario.accelerator(),
                dramBytes(integers, design, array));
        if (result.layers().size() != network.layers().size()) {
          throw new IllegalArgumentException(
              Text.format(
                  "design %s: the requests of %d layers are recorded, the network has %d",
                  design.name(), result.layers().size(), network.layers().size()));
        }
        result.layers().forEach(layer -> table.append(row(design.name(), layer)));
        uncertain += result.layers().stream().filter(layer -> !layer.feedback().isEmpty()).count();
        cycles.add(cycles(design.name(), array, result));
      }
      Findings findings = new Findings(summary(cycles), cycles, "", folder.target());
      folder.write("memory.csv", table.toString());
      CycleFiles.write(folder, cycles);
      folder.write("scenario.yaml", settings);
      folder.write("summary.json", Json.write(findings.summary()));
      folder.write("designs.csv", DesignsCsv.of(findings.summary()));
      folder.write("overhead.csv", Overhead.csv(findings.summary(), recorded));
      folder.complete();
      String text =
          ResultTable.of(findings)
              + "\noverheads are against the recorded run; "
              + (uncertain == 0
                  ? "no timing feeds back into the array\n"
                  : uncertain
                      + " layers' timing may feed back\n"
                      + "into the array, see memory.csv\n")
              + "\nrun folder: "
              + folder.target()
              + "\n";
      return new Printout(text, findings.summary());
    }
  }

  /** The network with formats of no meaning: what guards add to transfers needs its shapes. */
  private IntegerNetwork shapes() {
    QuantisationSettings settings = QuantisationSettings.DEFAULT;
    return Quantiser.quantise(network, new Calibration(network, settings), settings);
  }

  /** Bytes that move for some bytes of operands: a code on DRAM travels along. */
  private LongUnaryOperator dramBytes(
      IntegerNetwork integers, DesignSettings design, ArraySettings array) {
    Protection built =
        Protection.of(
            design,
            integers,
            array,
            scenario.dppuOf(design),
            Importance.none(integers.layers().size()),
            layer -> {
              int filters = integers.layers().get(layer).node().filters();
              return new LayerBounds(
                  new int[filters], new int[filters], new int[filters], new int[filters]);
            });
    return built::dramBytes;
  }

  private static String row(String design, MemoryReplay.Layer layer) {
    return Csv.line(
        design,
        layer.index(),
        layer.cycles(),
        layer.stallCycles(),
        layer.dramBytes(),
        layer.feedback());
  }

  private DesignCycles cycles(String design, ArraySettings array, MemoryReplay.Result result) {
    List<LayerReport> layers = new ArrayList<>();
    for (MemoryReplay.Layer layer : result.layers()) {
      Convolution node = network.layers().get(layer.index());
      layers.add(
          new LayerReport(
              layer.index(),
              node.name(),
              layer.folds(),
              layer.cycles(),
              layer.stallCycles(),
              node.macs(),
              layer.dramBytes()));
    }
    TraceResult before =
        recorded.stream().filter(one -> one.design().equals(design)).findFirst().orElse(null);
    return new DesignCycles(
        design,
        array.rows() * array.columns(),
        new DesignCycles.Cost(
            result.cycles(),
            more(result.cycles(), before == null ? null : before.cyclesPerImage()),
            result.dramBytes(),
            more(result.dramBytes(), before == null ? null : before.dramBytesPerImage()),
            null),
        Map.of(),
        layers,
        latencies(result),
        FoldOverhead.of(result.recordedFolds(), result.folds(), 1));
  }

  /** As those of a run: sums over images, so that equal times give equal files. */
  private static Map<Latency, Histogram> latencies(MemoryReplay.Result result) {
    Map<Latency, Histogram> sums = new EnumMap<>(Latency.class);
    result
        .latencies()
        .forEach(
            (kind, histogram) -> {
              Histogram sum = new Histogram(histogram.getNumberOfSignificantValueDigits());
              sum.add(histogram);
              sums.put(kind, sum);
            });
    return sums;
  }

  private static double more(long now, Long before) {
    return before == null || before == 0 ? 0 : (double) (now - before) / before;
  }

  private Summary summary(List<DesignCycles> cycles) {
    List<DesignResult> results =
        cycles.stream().map(one -> DesignResult.timed(one.design(), one.cost())).toList();
    Summary.NetworkFacts facts =
        new Summary.NetworkFacts(network.macs(), network.parameters(), network.neurons());
    return new Summary(scenario.name(), facts, 1, null, null, results, ProgramVersion.plugins());
  }
}
