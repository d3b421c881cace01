package io.faultmesh.timing;

import io.faultmesh.cost.Area;
import io.faultmesh.cost.AreaModel;
import io.faultmesh.cost.Energy;
import io.faultmesh.cost.EnergyModel;
import io.faultmesh.cost.Technology;
import io.faultmesh.cost.TechnologyFile;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.MachineEffort;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.LayerReport;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.topology.TopologyFile;
import io.faultmesh.network.topology.TopologyLayer;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.importance.ImportanceSelector;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a scenario's designs cost on a network of which only the layers' shapes are known. Each
 * layer is run alone, with seeded values, bits 8 to 15 of the sums as results, and important
 * neurons (or channels) that are drawn at random, the same fraction of each layer.
 */
public final class TopologyCost {
  private static final long SEED = 1;

  private final Scenario scenario;
  private final AreaModel areas;
  private final EnergyModel energies;

  /**
   * A scenario of which only designs, accelerator and technology count.
   *
   * @throws BadInputException if the technology file cannot be used
   */
  public TopologyCost(Scenario scenario, FileLookup files) {
    Technology technology = TechnologyFile.load(scenario.technology(), files);
    this.scenario = scenario;
    this.areas = new AreaModel(technology, scenario.accelerator(), true);
    this.energies = new EnergyModel(technology, scenario.accelerator());
  }

  public AreaModel areas() {
    return areas;
  }

  /**
   * One cost for each design of the scenario, in their order. What takes long says so first.
   *
   * @param shown whether somebody looks at standard error, where a bar grows by designs and layers
   * @throws BadInputException if the topology cannot be read
   */
  public List<DesignCost> of(Path topology, boolean shown) {
    List<Sum> sums = scenario.designs().stream().map(Sum::new).toList();
    List<TopologyLayer> layers = TopologyFile.read(topology);
    announce(layers);
    try (Progress progress = Progress.of(shown, "cost", (long) layers.size() * sums.size())) {
      for (int index = 0; index < layers.size(); index++) {
        run(index, layers.get(index), sums, progress);
      }
    }
    return sums.stream().map(Sum::cost).toList();
  }

  private void announce(List<TopologyLayer> layers) {
    MachineEffort effort = MachineEffort.NONE;
    for (TopologyLayer layer : layers) {
      Convolution node = layer.node();
      for (DesignSettings design : scenario.designs()) {
        effort = effort.plus(MachineEffort.of(List.of(node), scenario.arrayOf(design), 1));
      }
    }
    Workload.announce(effort, "fewer designs take less");
  }

  /** Runs a layer on all designs, side by side where memory allows. */
  private static void run(int index, TopologyLayer layer, List<Sum> sums, Progress progress) {
    IntegerNetwork network = layer.network(SEED + index);
    byte[] image = layer.image(SEED + index);
    Scores scores = Scores.random(network.network(), SEED + index);
    double memory = MachineEffort.usable(Runtime.getRuntime().maxMemory());
    boolean fits = memory / layer.bytes() >= Runtime.getRuntime().availableProcessors();
    (fits ? sums.parallelStream() : sums.stream())
        .forEach(
            sum -> {
              sum.add(index, network, image, scores);
              progress.step(1);
            });
  }

  /** A design, layer after layer; one thread at a time adds to it. */
  private final class Sum {
    private final DesignSettings design;
    private final List<LayerReport> layers = new ArrayList<>();
    private final List<Area> areaByLayer = new ArrayList<>();
    private final Map<String, Double> energyPj = new LinkedHashMap<>();

    private Sum(DesignSettings design) {
      this.design = design;
    }

    private void add(int index, IntegerNetwork network, byte[] image, Scores scores) {
      Importance importance =
          ImportanceSelector.select(scores, design, network.network(), scenario.arrayOf(design));
      Protection built =
          Protection.of(
              design, network, scenario.arrayOf(design), scenario.dppuOf(design), importance);
      MachineEffort.of(network.network().layers(), built.array(), 1)
          .checkMemory(Runtime.getRuntime().maxMemory());
      Machine machine = Machine.of(built, scenario.accelerator(), null, 0, image);
      ImageResult result = LoopMachine.run(machine);
      LayerReport alone = result.layers().get(0);
      layers.add(
          new LayerReport(
              index,
              alone.name(),
              alone.folds(),
              alone.cycles(),
              alone.stallCycles(),
              alone.macs(),
              alone.dramBytes()));
      areaByLayer.add(areas.of(built));
      for (Energy.Part part : energies.of(built, result).parts()) {
        energyPj.merge(part.name(), part.pj(), Double::sum);
      }
    }

    /** The area is that of the layer that needs the most: only position tables differ. */
    private DesignCost cost() {
      Area area = areaByLayer.stream().max(Comparator.comparing(Area::totalUm2)).orElseThrow();
      List<Energy.Part> parts = new ArrayList<>();
      energyPj.forEach((name, pj) -> parts.add(new Energy.Part(name, pj)));
      return new DesignCost(area, new Energy(parts), layers);
    }
  }
}
