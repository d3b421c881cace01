package io.faultmesh.optimize;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DatasetSettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.OptimiseSettings.Validation;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.Scenario;
import java.util.List;

/** The scenario that proves a design on images that the search has not seen. */
final class Validations {
  private Validations() {}

  /**
   * Refuses validation on images of the search.
   *
   * @throws BadInputException if the two ranges meet
   */
  static void check(Scenario scenario) {
    DatasetSettings searched = scenario.dataset();
    Validation validation = scenario.optimise().validation();
    boolean before =
        validation.images() != null
            && (long) validation.first() + validation.images() <= searched.first();
    boolean behind =
        searched.images() != null
            && (long) searched.first() + searched.images() <= validation.first();
    if (!before && !behind) {
      throw new BadInputException(
          "optimise.validation: its images must lie outside dataset.first and dataset.images");
    }
  }

  /** The error of a proof with the keys of the scenario that it was made of. */
  static BadInputException named(BadInputException e) {
    return new BadInputException(
        e.getMessage().replaceAll("\\bdataset\\.(first|images)\\b", "optimise.validation.$1"), e);
  }

  /** Base and a design on the validation images, ready to run. */
  static Scenario proof(Scenario scenario, DesignSettings design) {
    DatasetSettings searched = scenario.dataset();
    Validation validation = scenario.optimise().validation();
    DesignSettings base = DesignSettings.preset(Preset.BASE);
    boolean takesItsName = design.name().equals(base.name());
    return new Scenario(
        scenario.name() + "-best",
        scenario.network(),
        new DatasetSettings(
            searched.format(),
            searched.path(),
            validation.first(),
            validation.images(),
            searched.calibration(),
            searched.preprocessing()),
        scenario.quantisation(),
        scenario.accelerator(),
        scenario.faults().inTrials(validation.trials()),
        takesItsName ? List.of(design) : List.of(base, design),
        scenario.measure(),
        scenario.technology(),
        null,
        scenario.networkOutput());
  }
}
