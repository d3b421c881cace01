package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.scenario.SingleSettings.Stratum;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One experiment: a network, a data set, an accelerator, faults, and the protection designs to
 * compare.
 *
 * @param technology a technology file; null means the one that comes with the program
 * @param networkOutput the output of a network that has several, or any other value at which it is
 *     cut; null means the only one
 * @param safety the raw failure rate from which figures for a safety case follow; null means none
 * @param optimise the design that {@code faultmesh optimize} tunes; null if there is none
 */
public record Scenario(
    @JsonProperty(required = true) String name,
    @JsonProperty(required = true) String network,
    @JsonProperty(required = true) DatasetSettings dataset,
    QuantisationSettings quantisation,
    AcceleratorSettings accelerator,
    FaultSettings faults,
    List<DesignSettings> designs,
    MeasureSettings measure,
    String technology,
    OptimiseSettings optimise,
    String networkOutput,
    @JsonInclude(JsonInclude.Include.NON_NULL) SafetySettings safety) {

  @JsonCreator
  public Scenario {
    Checks.text("name", name);
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new IllegalArgumentException(
          "name must be letters, digits, '.', '_' and '-' (it names the run folder), not '"
              + name
              + "'");
    }
    Checks.fileName("name", name);
    Checks.text("network", network);
    Checks.required("dataset", dataset);
    quantisation = Checks.orElse(quantisation, QuantisationSettings.DEFAULT);
    accelerator = Checks.orElse(accelerator, AcceleratorSettings.DEFAULT);
    faults = Checks.orElse(faults, FaultSettings.NONE);
    designs = Checks.listOrElse(designs, List.of(DesignSettings.preset(Preset.BASE)));
    measure = Checks.orElse(measure, MeasureSettings.DEFAULT);
    if (technology != null) {
      Checks.text("technology", technology);
    }
    if (networkOutput != null) {
      Checks.text("networkOutput", networkOutput);
    }
    if (designs.isEmpty()) {
      throw new IllegalArgumentException("designs must name at least one design");
    }
    uniqueNames(designs);
    if (safety != null) {
      checkSafety(faults.single());
    }
    boolean isFast = measure.accuracy() == MeasureSettings.Accuracy.FAST || optimise != null;
    if (faults.window() != null && isFast) {
      throw new IllegalArgumentException(
          "faults.window needs measure.accuracy: machine, and no optimise: the fast engine knows no"
              + " cycles");
    }
  }

  /** A scenario without figures for a safety case. */
  public Scenario(
      String name,
      String network,
      DatasetSettings dataset,
      QuantisationSettings quantisation,
      AcceleratorSettings accelerator,
      FaultSettings faults,
      List<DesignSettings> designs,
      MeasureSettings measure,
      String technology,
      OptimiseSettings optimise,
      String networkOutput) {
    this(
        name,
        network,
        dataset,
        quantisation,
        accelerator,
        faults,
        designs,
        measure,
        technology,
        optimise,
        networkOutput,
        null);
  }

  private static void checkSafety(SingleSettings single) {
    if (single == null || single.divides(Stratum.BIT) || single.secondStep() != null) {
      throw new IllegalArgumentException(
          "safety needs faults.single, whose sample has all bits alike: no bit in"
              + " faults.single.strata, and no faults.single.secondStep");
    }
  }

  /** The same with other faults. */
  public Scenario withFaults(FaultSettings other) {
    return new Scenario(
        name,
        network,
        dataset,
        quantisation,
        accelerator,
        other,
        designs,
        measure,
        technology,
        optimise,
        networkOutput,
        safety);
  }

  /** Names become file names, which some file systems tell apart by their letters' case only. */
  private static void uniqueNames(List<DesignSettings> designs) {
    Map<String, String> names = new HashMap<>();
    for (DesignSettings design : designs) {
      String other = names.put(design.name().toLowerCase(Locale.ROOT), design.name());
      if (design.name().equals(other)) {
        throw new IllegalArgumentException(
            "designs must have different names; '" + other + "' is there twice");
      }
      if (other != null) {
        throw new IllegalArgumentException(
            "designs must have names that differ in more than case, not '"
                + other
                + "' and '"
                + design.name()
                + "'");
      }
    }
  }

  /** The quantisation that a design runs with: its own, else the scenario's. */
  public QuantisationSettings quantisationOf(DesignSettings design) {
    return Checks.orElse(design.quantisation(), quantisation);
  }

  /** The array that a design runs on: its own, else the scenario's. */
  public ArraySettings arrayOf(DesignSettings design) {
    return Checks.orElse(design.array(), accelerator.array());
  }

  /** The dot-product unit that a design has: its own, else the scenario's. */
  public DppuSettings dppuOf(DesignSettings design) {
    return Checks.orElse(design.dppu(), accelerator.dppu());
  }
}
