package io.faultmesh.campaign.unit;

import io.faultmesh.fast.Campaign;
import io.faultmesh.fast.CampaignLane;
import io.faultmesh.fast.Workers;
import io.faultmesh.machine.actor.ActorMachine;
import java.io.Closeable;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Computes units one by one, as they are asked for, on as many lanes as there are threads. */
public final class UnitEngine implements Closeable {
  /**
   * A finished unit.
   *
   * @param counts its bytes, for a {@link UnitStore}
   * @param busyNanos from its begin to its end
   * @param cpuNanos what its thread took; of a unit on the machine, whose actors share threads, the
   *     time that passed
   */
  public record Finished(byte[] counts, long busyNanos, long cpuNanos) {}

  private final int lanes;
  private final boolean ownThreads;
  private final Function<WorkUnit, UnitCounts> work;
  private final Runnable end;
  private final ExecutorService threads;

  private UnitEngine(
      int lanes, boolean ownThreads, Function<WorkUnit, UnitCounts> work, Runnable end) {
    this.lanes = lanes;
    this.ownThreads = ownThreads;
    this.work = work;
    this.end = end;
    this.threads =
        Executors.newFixedThreadPool(
            lanes,
            task -> {
              Thread thread = new Thread(task, "unit");
              thread.setDaemon(true);
              return thread;
            });
  }

  public static UnitEngine ofLanes(
      Campaign campaign, int lanes, BiFunction<CampaignLane, WorkUnit, UnitCounts> work) {
    return new UnitEngine(lanes, true, unit -> onALane(campaign, unit, work), campaign::close);
  }

  /** The machine keeps all threads busy with one unit. */
  public static UnitEngine ofMachine(ActorMachine actors, Function<WorkUnit, UnitCounts> work) {
    return new UnitEngine(1, false, work, actors::close);
  }

  private static UnitCounts onALane(
      Campaign campaign, WorkUnit unit, BiFunction<CampaignLane, WorkUnit, UnitCounts> work) {
    try {
      return campaign.onALane(work, unit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Units at the same time. */
  public int lanes() {
    return lanes;
  }

  /** Computes a unit when a lane is free. */
  public CompletionStage<Finished> compute(WorkUnit unit) {
    return compute(() -> UnitCodec.write(work.apply(unit)));
  }

  /** Computes a unit of another kind, which has its own way to its bytes. */
  public CompletionStage<Finished> compute(Supplier<byte[]> unit) {
    return CompletableFuture.supplyAsync(() -> finish(unit), threads);
  }

  private Finished finish(Supplier<byte[]> unit) {
    long start = System.nanoTime();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    byte[] counts = unit.get();
    long busy = System.nanoTime() - start;
    long own = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    return new Finished(counts, busy, ownThreads ? own : busy);
  }

  /** Ends when the units in hand are finished. */
  @Override
  public void close() {
    threads.shutdown();
    if (Workers.end(threads)) {
      end.run();
    }
  }
}
