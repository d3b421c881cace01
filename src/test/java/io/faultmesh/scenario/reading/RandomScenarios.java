package io.faultmesh.scenario.reading;

import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BurstSettings;
import io.faultmesh.scenario.DatasetSettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Goal;
import io.faultmesh.scenario.LayerChoice;
import io.faultmesh.scenario.MeasureSettings;
import io.faultmesh.scenario.OptimiseSettings;
import io.faultmesh.scenario.Preprocessing;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.ActivationRange;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import io.faultmesh.scenario.Rates;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.StuckSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Scenarios in which every key may be set. */
final class RandomScenarios {
  private final Random random;

  private RandomScenarios(Random random) {
    this.random = random;
  }

  static Scenario next(Random random) {
    return new RandomScenarios(random).scenario();
  }

  private Scenario scenario() {
    List<DesignSettings> designs = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      designs.add(design("design " + i));
    }
    return new Scenario(
        text("run"),
        text("net") + ".onnx",
        dataset(),
        maybe(quantisation()),
        maybe(accelerator()),
        maybe(faults()),
        maybe(designs),
        maybe(
            new MeasureSettings(
                of(MeasureSettings.Accuracy.values()),
                of(MeasureSettings.Cycles.values()),
                maybe(1 + random.nextInt(9)),
                random.nextBoolean(),
                random.nextBoolean(),
                of(MeasureSettings.Trace.values()))),
        maybe(text("technology")),
        maybe(optimise()),
        maybe(text("output")));
  }

  private OptimiseSettings optimise() {
    return new OptimiseSettings(
        design("tuned"),
        of(Goal.values()),
        maybe(List.of(Goal.ENERGY, Goal.CYCLES)),
        maybe(
            new OptimiseSettings.Limits(
                maybe(0.03), maybe(0.2), maybe(0.1), maybe(0.5), maybe(-0.5))),
        of(OptimiseSettings.Search.values()),
        maybe(new OptimiseSettings.Steps(0.01, 0.3, 0.005)),
        maybe(List.of(DesignSettings.Policy.values())),
        maybe(List.of(0, 1, 2)),
        maybe(List.of(8, 3)),
        maybe(List.of(32, 8, 64)),
        maybe(List.of(List.of())),
        maybe(List.of(true, false)),
        null,
        maybe(new OptimiseSettings.Validation(maybe(100), maybe(50), maybe(3))));
  }

  private <T> T maybe(T value) {
    return random.nextInt(3) == 0 ? null : value;
  }

  @SafeVarargs
  private <T> T of(T... values) {
    return maybe(values[random.nextInt(values.length)]);
  }

  /** Words that YAML would take for something else come along. */
  private String text(String prefix) {
    String[] words = {
      prefix, "yes", "null", "0x1f", "1e-4", "012", "true", "1.0", "off", "a_b-c.d"
    };
    return words[random.nextInt(words.length)];
  }

  private List<Integer> numbers(int limit) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < limit; i += 1 + random.nextInt(limit)) {
      numbers.add(i);
    }
    Collections.shuffle(numbers, random);
    return numbers;
  }

  private DatasetSettings dataset() {
    List<Double> means = List.of(random.nextGaussian(), 1e-7, 123456789.0);
    return new DatasetSettings(
        DatasetSettings.Format.values()[random.nextInt(3)],
        text("data/") + text("x"),
        random.nextInt(100),
        maybe(1 + random.nextInt(1000)),
        maybe(new DatasetSettings.Calibration(maybe(text("c")), maybe(1 + random.nextInt(99)))),
        maybe(
            new Preprocessing(
                maybe(256), maybe(224), of(Preprocessing.Order.values()), 1 / 255.0, means, null)));
  }

  private QuantisationSettings quantisation() {
    ActivationRange range = maybe(new ActivationRange(50 + 50 * random.nextDouble()));
    Requantisation requantisation = of(Requantisation.values());
    boolean shifts = requantisation == Requantisation.POWER_OF_TWO;
    return new QuantisationSettings(
        range,
        null,
        requantisation,
        shifts ? maybe(numbers(20)) : null,
        null,
        null,
        maybe(random.nextBoolean()),
        maybe(random.nextBoolean()));
  }

  private ArraySettings array() {
    return new ArraySettings(
        maybe(1 + random.nextInt(64)),
        maybe(1 + random.nextInt(64)),
        of(ArraySettings.Dataflow.values()),
        of(ArraySettings.Overlap.values()),
        maybe(random.nextBoolean()));
  }

  private DppuSettings dppu() {
    return new DppuSettings(
        maybe(8 * (1 + random.nextInt(8))),
        null,
        maybe(random.nextBoolean()),
        maybe(random.nextBoolean()));
  }

  private AcceleratorSettings accelerator() {
    return new AcceleratorSettings(
        maybe(array()),
        maybe(dppu()),
        maybe(new AcceleratorSettings.Cache(maybe(64), maybe(1), null, maybe(3.5))),
        maybe(new AcceleratorSettings.Dram(maybe(0.25), maybe(7))),
        of(AcceleratorSettings.Memory.values()));
  }

  private FaultSettings faults() {
    Rates bySite =
        new Rates.BySite(
            Map.of(FaultSite.PARTIAL_SUM, List.of(1e-4, 0.0), FaultSite.PE, List.of(1.0, 0.5)));
    return new FaultSettings(
        maybe(random.nextBoolean() ? bySite : Rates.of(List.of(1e-4, 2.5e-7, 0.0, 1.0))),
        maybe(List.of(FaultSite.PE, FaultSite.PARTIAL_SUM, FaultSite.DRAM)),
        maybe(1 + random.nextInt(50)),
        maybe(random.nextLong()),
        maybe(numbers(64)),
        maybe(
            List.of(
                LayerChoice.of(random.nextInt(30)),
                LayerChoice.parse("!" + text("conv")),
                LayerChoice.parse("fc"))),
        of(FaultSettings.Persistence.values()),
        maybe(new BurstSettings(List.of(0.75, 0.0, 0.25))),
        maybe(new StuckSettings(List.of(FaultSite.WEIGHT), maybe(1), null, List.of(3))),
        null);
  }

  private DesignSettings design(String name) {
    return new DesignSettings(
        of(Preset.values()),
        name,
        maybe(random.nextDouble()),
        of(DesignSettings.Policy.values()),
        maybe(text("gradient")),
        of(DesignSettings.Recompute.values()),
        maybe(random.nextInt(9)),
        maybe(random.nextInt(9)),
        // The cross-layer preset fills in a quantisation where a file has none.
        quantisation(),
        maybe(array()),
        maybe(dppu()),
        null,
        random.nextInt(4) == 0 ? List.of(text("a") + ".onnx", text("b") + ".onnx") : null,
        null);
  }
}
