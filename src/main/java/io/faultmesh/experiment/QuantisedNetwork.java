package io.faultmesh.experiment;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Benchmark;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.onnx.export.ExportForm;
import io.faultmesh.network.onnx.export.QuantisedExport;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A scenario's network under the scenario's own quantisation, to be written or timed. */
public final class QuantisedNetwork implements Closeable {
  private final Scenario scenario;
  private final Preparation prepared;

  private QuantisedNetwork(Scenario scenario, Preparation prepared) {
    this.scenario = scenario;
    this.prepared = prepared;
  }

  /**
   * Opens and calibrates.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @throws io.faultmesh.scenario.BadInputException if anything that is named cannot be used
   */
  public static QuantisedNetwork open(
      Scenario scenario, Path besides, List<Path> data, int threads) {
    FileLookup files = new FileLookup(besides, data);
    Inputs inputs = Inputs.open(scenario, files, Optional.empty());
    return new QuantisedNetwork(scenario, inputs.calibrate(List.of(), threads));
  }

  /** The file from which the network came. */
  public Path file() {
    return prepared.networkFile();
  }

  /** The bytes of an ONNX file. */
  public byte[] export(ExportForm form) {
    return QuantisedExport.write(prepared.golden(), form);
  }

  /** How far every tensor lies from the float network's, over the first test images. */
  public List<TensorErrors.Row> explain(int images) {
    return TensorErrors.measure(
        prepared.golden(), prepared.networkFile(), prepared.images(), images);
  }

  /** Times the fast engine on the first test images, on one thread. */
  public Benchmark.Result benchmark(int batch, double ber) {
    IntegerNetwork network = prepared.golden();
    TestImages images = prepared.images();
    List<byte[]> inputs = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      int index = images.firstIndex() + i % images.count();
      inputs.add(TestImages.quantise(images.test(index), network, index));
    }
    return Benchmark.run(prepared.bare(network), scenario.faults(), ber, inputs);
  }

  @Override
  public void close() {
    prepared.close();
  }
}
