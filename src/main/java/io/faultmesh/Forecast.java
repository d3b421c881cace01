package io.faultmesh;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.faultmesh.campaign.Probe;
import io.faultmesh.campaign.single.SingleFaults;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.measure.Looks;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a run will cost, from a short probe on this machine.
 *
 * @param parts of the run
 * @param threadBytes tensors of a thread, beside the program's own memory
 */
public record Forecast(List<Part> parts, long threadBytes) {
  private static final double MIB = 1 << 20;

  /**
   * A part of a run.
   *
   * @param name such as a look after some trials
   * @param inferences of the run up to here
   * @param cpuSeconds up to here; null where the probe does not know
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Part(String name, long inferences, Double cpuSeconds) {}

  public Forecast {
    parts = List.copyOf(parts);
  }

  /**
   * Prepares a scenario and tries a few images.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   */
  public static Forecast of(Scenario scenario, Path besides, RunOptions options) {
    FileLookup files = new FileLookup(besides, options.data());
    try (Inputs inputs = Inputs.open(scenario, files, Optional.empty())) {
      Preparation prepared = inputs.calibrate(options.threads());
      List<Protection> designs = prepared.protections();
      List<Part> parts = new ArrayList<>();
      long bytes = campaign(scenario, prepared, designs, options, parts);
      if (scenario.faults().single() != null) {
        SingleFaults.Cost cost = SingleFaults.cost(scenario, options, prepared, designs);
        parts.add(new Part("single faults", cost.inferences(), cost.cpuSeconds()));
        bytes = Math.max(bytes, cost.bytes());
      }
      return new Forecast(parts, bytes);
    }
  }

  private static long campaign(
      Scenario scenario,
      Preparation prepared,
      List<Protection> designs,
      RunOptions options,
      List<Part> parts) {
    FaultSettings faults = scenario.faults();
    MeasureSettings.Accuracy engine = scenario.measure().accuracy();
    long perTrial = (long) prepared.images().count() * designs.size() * faults.points().size();
    if (engine == MeasureSettings.Accuracy.NONE || perTrial == 0) {
      return 0;
    }
    boolean fast = engine == MeasureSettings.Accuracy.FAST;
    Probe probe = Probe.of(prepared, designs, options);
    List<Integer> looks =
        faults.precision() == null
            ? List.of(faults.trials())
            : Looks.upTo(faults.precision().maxTrials()).trials();
    for (int trials : looks) {
      long inferences = perTrial * trials;
      parts.add(
          new Part(
              Text.format("%,d trial%s", trials, trials == 1 ? "" : "s"),
              inferences,
              fast ? (Double) (inferences * probe.cpuSeconds()) : null));
    }
    return probe.bytes();
  }

  /** As JSON, or as a table. */
  public String as(boolean json) {
    if (json) {
      return Json.write(this);
    }
    TextTable table = new TextTable("part", ">inferences", ">CPU seconds");
    for (Part part : parts) {
      table.row(
          part.name(),
          Text.format("%,d", part.inferences()),
          part.cpuSeconds() == null ? "" : Text.format("%,.1f", part.cpuSeconds()));
    }
    return table + Text.format("\n%,.0f MiB of tensors per thread\n", Math.ceil(threadBytes / MIB));
  }
}
