package io.faultmesh.fast;

import io.faultmesh.fast.kernel.ExportedNetwork;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fast.kernel.ResultKernel;
import io.faultmesh.fast.kernel.ResultKernels;
import io.faultmesh.fast.kernel.Slab;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.Shape;
import io.faultmesh.network.onnx.export.ExportForm;
import io.faultmesh.network.onnx.export.QuantisedExport;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSettings;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Speed of one thread on one batch: the engine without and with faults, beside the layers' kernels
 * alone and the whole exported file in ONNX Runtime.
 */
public final class Benchmark {
  private static final double NANOS = 1e9;
  private static final double SECONDS_PER_ROUND = 1;
  private static final int ROUNDS = 5;

  private Benchmark() {}

  /**
   * Images per CPU-second of the thread, the best of {@value #ROUNDS} rounds.
   *
   * @param nodes the layers' kernels alone, each on one buffer again and again
   * @param exported the file of {@link ExportForm#OPERATORS}, without graph optimisation
   */
  public record Result(
      int batch, double clean, double struck, double nodes, double exported, List<Layer> layers) {}

  /** Microseconds of one layer's kernel for one image. */
  public record Layer(int layer, String name, String kernel, double microseconds) {}

  private interface Work {
    void run();
  }

  /**
   * Measures.
   *
   * @param bare a design without protection
   * @param faults sites, seed and so on; at rate {@code ber}
   */
  public static Result run(Protection bare, FaultSettings faults, double ber, List<byte[]> images) {
    IntegerNetwork network = bare.network();
    int batch = images.size();
    double clean;
    double struck;
    Campaign.Run run = new Campaign.Run(bare, new FaultPlan(faults, ber), 0);
    try (FastEngine engine = new FastEngine(network);
        FastEngine.Lane without = engine.lane(batch);
        // One of its own, for a lane learns from its runs how many results are worth keeping.
        FastEngine.Lane lane = engine.lane(batch)) {
      clean = batch / seconds(() -> without.run(images, Strikes.NONE));
      lane.run(images, Strikes.NONE);
      struck =
          batch
              / seconds(
                  () ->
                      lane.run(
                          new FaultStrikes(
                              run.protection(),
                              run.plan(),
                              0,
                              Campaign.registers(run),
                              0,
                              batch,
                              false)));
    }
    List<Layer> layers = network.layers().stream().map(layer -> layer(layer, batch)).toList();
    double nodes = layers.stream().mapToDouble(Layer::microseconds).sum();
    return new Result(batch, clean, struck, 1e6 / nodes, exported(network, batch), layers);
  }

  private static Layer layer(IntegerLayer layer, int batch) {
    try (ResultKernel kernel = ResultKernels.of(layer, KernelKind.FUSED);
        Slab in = new Slab(Math.multiplyExact(batch, layer.node().input().shape().size()));
        Slab out = new Slab(Math.multiplyExact(batch, layer.node().neurons()))) {
      double seconds = seconds(() -> kernel.run(in, out, batch));
      return new Layer(
          layer.index(), layer.node().name(), kernel.kind().text(), 1e6 * seconds / batch);
    }
  }

  private static double exported(IntegerNetwork network, int batch) {
    Shape shape = network.network().input().shape();
    byte[] file = QuantisedExport.write(network, ExportForm.OPERATORS);
    try (ExportedNetwork whole =
        new ExportedNetwork(file, shape, network.network().classes(), batch)) {
      return batch / seconds(whole::run);
    }
  }

  /** CPU seconds of this thread for one call. */
  private static double seconds(Work work) {
    var threads = ManagementFactory.getThreadMXBean();
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = threads.getCurrentThreadCpuTime();
      int calls = 0;
      double seconds = 0;
      while (seconds < SECONDS_PER_ROUND / ROUNDS) {
        work.run();
        calls++;
        seconds = (threads.getCurrentThreadCpuTime() - start) / NANOS;
      }
      best = Math.min(best, seconds / calls);
    }
    return best;
  }
}
