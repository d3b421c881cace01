package io.faultmesh.experiment;

import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Combine;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.Scenario;
import java.util.List;

/**
 * Which integer network a design runs.
 *
 * @param members files as the scenario names them; empty for the scenario's own network
 * @param combine null without members
 */
record DesignNetwork(QuantisationSettings quantisation, List<String> members, Combine combine) {

  /** The scenario's network under some settings. */
  static DesignNetwork own(QuantisationSettings quantisation) {
    return new DesignNetwork(quantisation, List.of(), null);
  }

  /** Whether its layers have other neurons and weights than those of the scenario's network. */
  boolean hasOtherLayers(Scenario scenario) {
    double split = scenario.quantisation().splitChannels();
    return !members.isEmpty() || quantisation.splitChannels() != split;
  }

  static DesignNetwork of(Scenario scenario, DesignSettings design) {
    return new DesignNetwork(scenario.quantisationOf(design), design.members(), design.combine());
  }
}
