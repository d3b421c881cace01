package io.faultmesh.fast;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiFunction;
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
  private final List<Registers[][]> registers = new ArrayList<>();

  private final Map<IntegerNetwork, FastEngine> engines = new HashMap<>();

  private final TestImages images;
  private final int threads;
  private final int batch;
  private final boolean keepsFlips;
  private final ExecutorService executor;
  private final LinkedBlockingQueue<CampaignLane> lanes = new LinkedBlockingQueue<>();

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
    this(networks, changingGolden(runs), runs, images, threads, batch, fastest, keepsFlips);
  }

  /**
   * Prepares lanes on which any runs of some designs can be struck.
   *
   * @param changingGolden designs with logits of their own without faults
   */
  public Campaign(
      List<IntegerNetwork> networks,
      List<Protection> changingGolden,
      TestImages images,
      int threads,
      int batch,
      KernelKind fastest) {
    this(networks, changingGolden, List.of(), images, threads, batch, fastest, false);
  }

  private Campaign(
      List<IntegerNetwork> networks,
      List<Protection> changingGolden,
      List<Run> runs,
      TestImages images,
      int threads,
      int batch,
      KernelKind fastest,
      boolean keepsFlips) {
    this.keepsFlips = keepsFlips;
    this.runs = runs;
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
      int most = Math.min(this.batch, images.count());
      lanes.add(new CampaignLane(engines, images, changingGolden, most));
    }
  }

  private static final int MAX_BATCH = 64;
  private static final long BATCH_BYTES = 1L << 24;

  /** So that no thread waits long for the last batch; work on lanes is cut by who asks for it. */
  private static final int BATCHES_PER_THREAD = 4;

  private int batch(long bytesPerImage) {
    long share = runs.isEmpty() ? MAX_BATCH : images.count() / (BATCHES_PER_THREAD * threads);
    return (int) Math.max(1, Math.min(Math.min(MAX_BATCH, share), BATCH_BYTES / bytesPerImage));
  }

  private static DesignFaults faults(Run run, FlipTally tally) {
    return new DesignFaults(run.plan(), run.trial(), run.protection(), tally);
  }

  /** The array's registers under a run, see {@link DesignFaults#registers}. */
  public static Registers[][] registers(Run run) {
    return faults(run, new FlipTally(0)).registers();
  }

  /** Flips of a run that belong to no image. */
  public static FlipTally perTrialFlips(Run run) {
    return perTrialFlips(run, null);
  }

  /** The same, each flip kept in a log. */
  static FlipTally perTrialFlips(Run run, FlipLog log) {
    FlipTally tally = new FlipTally(run.protection().layers().size(), log);
    faults(run, tally).countPerTrial();
    return tally;
  }

  /** Runs all batches; {@code results} gets them in order, on the calling thread. */
  public void execute(Consumer<Batch> results) {
    List<Integer> firsts = new ArrayList<>();
    for (int next = 0; next < images.count(); next += batch) {
      firsts.add(images.firstIndex() + next);
    }
    int end = images.firstIndex() + images.count();
    execute(
        firsts.iterator(),
        (lane, first) -> runBatch(first, Math.min(batch, end - first), lane),
        results);
  }

  /**
   * Does work on all lanes at once.
   *
   * @param tasks taken one after the other, on the calling thread
   * @param done gets the results in the order of the tasks, on the calling thread
   */
  public <T, R> void execute(
      Iterator<T> tasks, BiFunction<CampaignLane, T, R> work, Consumer<R> done) {
    Deque<Future<R>> pending = new ArrayDeque<>();
    while (tasks.hasNext() || !pending.isEmpty()) {
      while (pending.size() < 2 * threads && tasks.hasNext()) {
        T task = tasks.next();
        pending.add(executor.submit(() -> onALane(work, task)));
      }
      done.accept(Workers.await(pending.poll()));
    }
  }

  /** Does work on a lane that nobody else has, on the calling thread. */
  public <T, R> R onALane(BiFunction<CampaignLane, T, R> work, T task) throws InterruptedException {
    CampaignLane lane = lanes.take();
    try {
      return work.apply(lane, task);
    } finally {
      lanes.add(lane);
    }
  }

  private Batch runBatch(int first, int count, CampaignLane lane) {
    CampaignLane.Golden golden = lane.golden(first, count);
    byte[][][] logits = new byte[runs.size()][][];
    FlipTally[][] flips = new FlipTally[runs.size()][];
    for (int r = 0; r < runs.size(); r++) {
      CampaignLane.Struck struck = lane.strike(runs.get(r), registers.get(r), keepsFlips);
      logits[r] = struck.logits();
      flips[r] = struck.flips();
    }
    return new Batch(first, golden.labels(), golden.golden(), golden.ownGolden(), logits, flips);
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

  /** CPU time that images under faults took, by the design's name; asked when all work is done. */
  public Map<String, Long> nanosByDesign() {
    Map<String, Long> all = new HashMap<>();
    lanes.forEach(
        lane -> lane.nanosByDesign().forEach((name, nanos) -> all.merge(name, nanos, Long::sum)));
    return all;
  }

  /** Bytes of tensors that a thread needs. */
  public long bytesPerLane() {
    long perImage = engines.values().stream().mapToLong(FastEngine::bytesPerImage).sum();
    return perImage * Math.min(batch, images.count());
  }

  /** Images of one batch. */
  public int batch() {
    return batch;
  }

  @Override
  public void close() {
    if (!Workers.end(executor)) {
      return;
    }
    lanes.forEach(CampaignLane::close);
    engines.values().forEach(FastEngine::close);
  }
}
