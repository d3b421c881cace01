package io.faultmesh.campaign.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.LenetRun;
import io.faultmesh.Simulation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.experiment.Shard;
import io.faultmesh.oracle.DataFolder;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of ResNet-20 in parts are the runs in one. */
class ResNet20ShardsTest {
  private static final Path BESIDES = Path.of("scenarios");

  @TempDir private Path folder;

  private final Path data =
      DataFolder.with("networks/resnet20-cifar10.onnx", "data/cifar10/test.bin");

  private RunOptions options(String out) {
    return new RunOptions(folder.resolve(out), List.of(data), 2, 0, 100, false);
  }

  private Map<String, String> files(String out) {
    return new LenetRun(null, folder.resolve(out)).files();
  }

  @Test
  void anyNumberOfShardsInAnyOrderMergesToTheBytesOfOneRun() {
    Scenario scenario =
        ScenarioLoader.load(
            BESIDES.resolve("resnet20-cifar10.yaml"),
            List.of(
                "designs=[base, crt2, {name: again, protect: [{parity: {detected: refetch}}]}]",
                "measure={images: true, cycles: machine}",
                "dataset.calibration.images=8",
                "dataset.images=224",
                "faults={ber: [1.0e-5], trials: 2, sites: [weight, activation]}"));
    Simulation.run(scenario, BESIDES, options("whole"));
    for (int of : new int[] {1, 2, 7, 64}) {
      List<Path> shards = new ArrayList<>();
      for (int number = 1; number <= of; number++) {
        RunOptions options = options(of + "/" + number);
        shards.add(
            ShardRun.run(scenario, BESIDES, options, new Shard(number, number, of), 1, List.of()));
      }
      Collections.shuffle(shards, new Random(of));
      Simulation.merge(shards, options("merged" + of));
      assertThat(files("merged" + of)).isEqualTo(files("whole"));
    }
  }
}
