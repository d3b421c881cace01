package io.faultmesh.campaign.single;

import io.faultmesh.experiment.Preparation;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;

/**
 * The designs under which single faults run.
 *
 * @param named the scenario's own
 * @param all these, and for a safety case the bare array and each mechanism by itself, where a
 *     design has several
 */
record SingleDesigns(List<Protection> named, List<Protection> all) {

  static SingleDesigns of(Scenario scenario, Preparation prepared, List<Protection> named) {
    List<Protection> all = new ArrayList<>(named);
    if (scenario.safety() != null) {
      all.add(prepared.bare(prepared.golden()));
      for (Protection design : named) {
        if (design.mechanisms().size() != 1) {
          alone(design).forEach(one -> all.add(prepared.protection(one)));
        }
      }
    }
    return new SingleDesigns(List.copyOf(named), List.copyOf(all));
  }

  /** For each mechanism of a design a design that has this one alone. */
  static List<DesignSettings> alone(Protection design) {
    return design.settings().alone(design.dppu());
  }

  /** A safety case looks at the first step alone. */
  List<Protection> ofStep(int step) {
    return step == 0 ? all : named;
  }

  /** The faults that all designs meet. */
  Sample sample(Preparation prepared) {
    int images = prepared.images().count();
    FaultPlan struck = prepared.plan(Ber.of(0), null);
    Protection first = named.get(0);
    Sample sample = Sample.of(prepared.faults(), first, struck, images);
    for (Protection design : named) {
      if (!Sample.of(prepared.faults(), design, struck, images).equals(sample)) {
        throw new BadInputException(
            "faults.single: operands and elements have numbers that hold on one array only; design "
                + design.name()
                + " has another array than "
                + first.name());
      }
    }
    return sample;
  }
}
