package io.faultmesh.experiment;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.Workers;
import io.faultmesh.network.Network;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.network.quantisation.Calibration;
import io.faultmesh.scenario.QuantisationSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the calibration images through the float network, several at a time. One image is one
 * thread's, and what is kept of it does not depend on the order, so any number of threads gives the
 * same bytes.
 */
final class Calibrator {
  /** The float values of a thread's image may take this part of the heap. */
  private static final int HEAP_PART = 16;

  private final Path file;
  private final Network network;
  private final TestImages images;
  private final Collection<QuantisationSettings> settings;

  Calibrator(
      Path file, Network network, TestImages images, Collection<QuantisationSettings> settings) {
    this.file = file;
    this.network = network;
    this.images = images;
    this.settings = settings;
  }

  /** What the images show, for each of the settings. */
  Map<QuantisationSettings, Calibration> run(int threads) {
    int lanes = Math.min(Math.min(threads, images.calibrationCount()), lanesThatFit());
    ExecutorService executor = Executors.newFixedThreadPool(lanes);
    List<Tensor> observed = Calibration.observed(network);
    try (FloatNetwork reference = new FloatNetwork(file, network, observed)) {
      AtomicInteger next = new AtomicInteger();
      List<Future<Map<QuantisationSettings, Calibration>>> parts = new ArrayList<>();
      for (int lane = 0; lane < lanes; lane++) {
        parts.add(executor.submit(() -> lane(reference, next)));
      }
      Map<QuantisationSettings, Calibration> all = empty();
      for (Future<Map<QuantisationSettings, Calibration>> part : parts) {
        Workers.await(part).forEach((own, calibration) -> all.get(own).add(calibration));
      }
      return all;
    } finally {
      executor.shutdownNow();
    }
  }

  private int lanesThatFit() {
    long values = 1;
    for (Tensor tensor : Calibration.observed(network)) {
      values += tensor.shape().size();
    }
    long part = Runtime.getRuntime().maxMemory() / HEAP_PART;
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, part / (values * Float.BYTES)));
  }

  private Map<QuantisationSettings, Calibration> empty() {
    Map<QuantisationSettings, Calibration> calibrations = new LinkedHashMap<>();
    settings.forEach(own -> calibrations.put(own, new Calibration(network, own)));
    return calibrations;
  }

  private Map<QuantisationSettings, Calibration> lane(FloatNetwork reference, AtomicInteger next) {
    Map<QuantisationSettings, Calibration> own = empty();
    for (int i = next.getAndIncrement();
        i < images.calibrationCount();
        i = next.getAndIncrement()) {
      int image = i;
      Map<Tensor, float[]> values = reference.run(images.calibration(image).pixels());
      own.values().forEach(calibration -> calibration.observe(image, values));
    }
    return own;
  }
}
