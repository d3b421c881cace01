package io.faultmesh.experiment;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.network.Ensemble;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Network;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.text.Text;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The networks of a scenario's ensembles, and the ensembles made of them. */
final class EnsembleMembers {
  private final Map<String, ImportedNetwork> members = new LinkedHashMap<>();
  private final Map<String, Map<QuantisationSettings, IntegerNetwork>> quantised = new HashMap<>();

  private EnsembleMembers() {}

  /**
   * Imports every member of every design.
   *
   * @throws BadInputException if one does not fit the scenario's network, images or faults
   */
  static EnsembleMembers open(
      Scenario scenario,
      List<DesignSettings> designs,
      FileLookup files,
      Network own,
      TestImages images,
      Decisions decisions) {
    EnsembleMembers all = new EnsembleMembers();
    for (DesignSettings design : designs) {
      if (DesignNetwork.of(scenario, design).hasOtherLayers(scenario)) {
        check(scenario, design);
      }
      for (String member : design.members()) {
        all.members.computeIfAbsent(
            member,
            name -> {
              Path file = files.find(name);
              Network network = ImportedNetwork.load(file, null);
              check(file, network, own);
              return ImportedNetwork.of(file, network, null, images, decisions);
            });
      }
    }
    return all;
  }

  private static void check(Scenario scenario, DesignSettings design) {
    boolean splits = design.members().isEmpty();
    String reason = null;
    if (!splits && !scenario.faults().layers().isEmpty()) {
      reason = "faults.layers, which names layers of the scenario's network; leave that out";
    } else if (scenario.faults().single() != null) {
      reason = "faults.single, whose faults lie in the scenario's network; leave one out";
    } else if (design.important() > 0 && !Set.of("weight-l1", "random").contains(design.score())) {
      reason = "score " + design.score() + "; set weight-l1 or random";
    }
    if (reason != null) {
      throw new BadInputException(
          Text.format(
              "design %s: %s not go together with %s",
              design.name(), splits ? "quantisation.splitChannels does" : "members do", reason));
    }
  }

  private static void check(Path file, Network network, Network own) {
    if (!network.input().shape().equals(own.input().shape())) {
      throw new BadInputException(
          file
              + ": reads images of "
              + network.input().shape()
              + "; the scenario's network reads "
              + own.input().shape());
    }
    if (network.classes() != own.classes()) {
      throw new BadInputException(
          file
              + ": has "
              + network.classes()
              + " classes; the scenario's network has "
              + own.classes());
    }
  }

  /** The files that are read. */
  List<Path> files() {
    return members.values().stream().flatMap(one -> one.files().stream()).toList();
  }

  /** An ensemble in integers. */
  IntegerNetwork quantise(DesignNetwork wanted, int threads) {
    List<IntegerNetwork> networks =
        wanted.members().stream()
            .map(member -> quantise(member, wanted.quantisation(), threads))
            .toList();
    try {
      return Ensemble.of(networks, wanted.combine());
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          "members " + String.join(", ", wanted.members()) + ": " + e.getMessage(), e);
    }
  }

  private IntegerNetwork quantise(String member, QuantisationSettings settings, int threads) {
    return quantised
        .computeIfAbsent(member, name -> new HashMap<>())
        .computeIfAbsent(
            settings,
            own -> members.get(member).quantise(List.of(settings), threads).get(settings));
  }
}
