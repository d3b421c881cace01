package io.faultmesh.fast;

import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.DesignFaults;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.FaultSettings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs every design at every bit error rate in every trial over all test images, a batch at a time:
 * an image is decoded once, and memory does not grow with the data set. Batches run in parallel and
 * are handed on in order.
 */
public final class Campaign implements AutoCloseable {

  /** One realisation of faults on one design, as its permanent faults leave it. */
  public record Run(Protection protection, FaultPlan plan, int trial) {
    public Run {
      protection = protection.adapted(plan, trial);
    }
  }

  /**
   * What a batch gave.
   *
   * @param firstIndex index in the whole set of the first image
   * @param golden logits without faults and without protection, by network and image
   * @param ownGolden logits without faults of designs whose guards may change them, by name
   * @param logits by run and image
   * @param flips by run and image
   */
  public record Batch(
      int firstIndex,
      int[] labels,
      Map<IntegerNetwork, byte[][]> golden,
      Map<String, byte[][]> ownGolden,
      byte[][][] logits,
      FlipTally[][] flips) {

    /** A design's logits without faults, by image. */
    public byte[][] golden(Protection design) {
      byte[][] own = ownGolden.get(design.name());
      return own == null ? golden.get(design.network()) : own;
    }
  }

  /** The designs of some runs that have logits of their own without faults. */
  public static List<Protection> changingGolden(List<Run> runs) {
    Map<String, Protection> designs = new LinkedHashMap<>();
    for (Run run : runs) {
      if (run.protection().changesGolden()) {
        designs.putIfAbsent(run.protection().name(), run.protection());
      }
    }
    return List.copyOf(designs.values());
  }

  private final List<Run> runs;
  private final List<Protection> changingGolden;
  private final List<Registers[][]> registers = new ArrayList<>();

  private final Map<IntegerNetwork, FastEngine> engines = new HashMap<>();

  private final TestImages images;
  private final int threads;
  private final int batch;
  private final boolean keepsFlips;
  private final ExecutorService executor;
  private final LinkedBlockingQueue<Map<FastEngine, FastEngine.Lane>> lanes =
      new LinkedBlockingQueue<>();

  /** A campaign that counts flips. */
  public Campaign(
      List<IntegerNetwork> networks, List<Run> runs, TestImages images, int threads, int batch) {
    this(networks, runs, images, threads, batch, KernelKind.FUSED, false);
  }

  /**
   * Prepares a campaign.
   *
   * @param networks every network that a run or a golden pass needs
   * @param batch images per batch; 0 lets the size of the networks decide
   * @param fastest the kernels to try first
   * @param keepsFlips whether every flip is kept beside the counts
   */
  public Campaign(
      List<IntegerNetwork> networks,
      List<Run> runs,
      TestImages images,
      int threads,
      int batch,
      KernelKind fastest,
      boolean keepsFlips) {
    this.keepsFlips = keepsFlips;
    this.runs = runs;
    this.changingGolden = changingGolden(runs);
    this.images = images;
    this.threads = threads;
    long bytesPerImage = 1;
    for (IntegerNetwork network : networks) {
      FastEngine engine = new FastEngine(network, fastest);
      engines.put(network, engine);
      bytesPerImage = Math.max(bytesPerImage, engine.bytesPerImage());
    }
    this.batch = batch > 0 ? batch : batch(bytesPerImage);
    for (Run run : runs) {
      registers.add(registers(run));
    }
    executor =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "fast-engine");
              thread.setDaemon(true);
              return thread;
            });
    for (int i = 0; i < threads; i++) {
      Map<FastEngine, FastEngine.Lane> own = new HashMap<>();
      int most = Math.min(this.batch, images.count());
      engines.values().forEach(engine -> own.put(engine, engine.lane(most)));
      lanes.add(own);
    }
  }

  private static final FaultPlan NO_FAULTS = new FaultPlan(FaultSettings.NONE, 0);
  private static final int MAX_BATCH = 64;
  private static final long BATCH_BYTES = 1L << 24;

  /** So that no thread waits long for the last batch. */
  private static final int BATCHES_PER_THREAD = 4;

  private int batch(long bytesPerImage) {
    long share = images.count() / (BATCHES_PER_THREAD * threads);
    return (int) Math.max(1, Math.min(Math.min(MAX_BATCH, share), BATCH_BYTES / bytesPerImage));
  }

  private static DesignFaults faults(Run run, FlipTally tally) {
    return new DesignFaults(run.plan(), run.trial(), run.protection(), tally);
  }

  /** The array's registers under a run, see {@link DesignFaults#registers}. */
  static Registers[][] registers(Run run) {
    return faults(run, new FlipTally(0)).registers();
  }

  /** Flips of a run that belong to no image. */
  public static FlipTally perTrialFlips(Run run) {
    FlipTally tally = new FlipTally(run.protection().layers().size(), new FlipLog());
    faults(run, tally).countPerTrial();
    return tally;
  }

  /** Runs all batches; {@code results} gets them in order, on the calling thread. */
  public void execute(Consumer<Batch> results) {
    Deque<Future<Batch>> pending = new ArrayDeque<>();
    int next = 0;
    while (next < images.count() || !pending.isEmpty()) {
      while (next < images.count() && pending.size() < 2 * threads) {
        int first = images.firstIndex() + next;
        int count = Math.min(batch, images.count() - next);
        pending.add(executor.submit(() -> runBatch(first, count)));
        next += count;
      }
      results.accept(await(pending.poll()));
    }
  }

  private static Batch await(Future<Batch> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private Batch runBatch(int first, int count) throws InterruptedException {
    Map<FastEngine, FastEngine.Lane> own = lanes.take();
    try {
      return runBatch(first, count, own);
    } finally {
      lanes.add(own);
    }
  }

  private Batch runBatch(int first, int count, Map<FastEngine, FastEngine.Lane> own) {
    List<LabelledImage> decoded = new ArrayList<>();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      decoded.add(images.test(first + i));
      labels[i] = decoded.get(i).label();
    }
    Map<IntegerNetwork, byte[][]> golden = new HashMap<>();
    engines.forEach(
        (network, engine) -> {
          List<byte[]> batchInputs = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            batchInputs.add(TestImages.quantise(decoded.get(i), network, first + i));
          }
          golden.put(network, own.get(engine).run(batchInputs, Strikes.NONE));
        });
    Map<String, byte[][]> ownGolden = new HashMap<>();
    for (Protection design : changingGolden) {
      FastEngine.Lane lane = own.get(engines.get(design.network()));
      Strikes none = new FaultStrikes(design, NO_FAULTS, 0, null, first, count, false);
      ownGolden.put(design.name(), lane.run(none));
    }
    byte[][][] logits = new byte[runs.size()][][];
    FlipTally[][] flips = new FlipTally[runs.size()][];
    for (int r = 0; r < runs.size(); r++) {
      Run run = runs.get(r);
      IntegerNetwork network = run.protection().network();
      FaultStrikes strikes =
          new FaultStrikes(
              run.protection(),
              run.plan(),
              run.trial(),
              registers.get(r),
              first,
              count,
              keepsFlips);
      logits[r] = own.get(engines.get(network)).run(strikes);
      flips[r] = strikes.tallies();
    }
    return new Batch(first, labels, golden, ownGolden, logits, flips);
  }

  /** How many layers of all networks run by each kind of kernel. */
  public Map<KernelKind, Integer> kernels() {
    Map<KernelKind, Integer> kinds = new EnumMap<>(KernelKind.class);
    engines
        .values()
        .forEach(
            engine ->
                engine.kernels().forEach((kind, count) -> kinds.merge(kind, count, Integer::sum)));
    return kinds;
  }

  /** Images of one batch. */
  public int batch() {
    return batch;
  }

  @Override
  public void close() {
    executor.shutdownNow();
    try {
      // After an error batches may still run, and native code does not survive its session's end.
      executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    lanes.forEach(own -> own.values().forEach(FastEngine.Lane::close));
    engines.values().forEach(FastEngine::close);
  }
}
