package io.faultmesh.experiment;

import io.faultmesh.fast.kernel.KernelKind;
import io.faultmesh.files.Existing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a run is made; nothing here changes a result.
 *
 * @param out the run folder
 * @param data folders in which the scenario's files are looked up
 * @param batch images per batch; 0 leaves it to the network's size
 * @param throughput messages that an actor takes in a row
 * @param fastest the kernels that the fast engine tries first
 * @param progress whether to show a progress bar
 * @param exhaustive whether single faults run through the whole network
 * @param agreed whether somebody said yes to whatever single faults cost
 * @param logged whether to tell a log how far the work is, where no bar is shown
 * @param existing what becomes of another result in the run folder's place
 * @param deadline when it stops; what is finished is kept
 * @param prepared the folder with calibrations and scores; empty to compute them unless known
 */
public record RunOptions(
    Path out,
    List<Path> data,
    int threads,
    int batch,
    int throughput,
    KernelKind fastest,
    boolean progress,
    boolean exhaustive,
    boolean agreed,
    boolean logged,
    Existing existing,
    Deadline deadline,
    Optional<Path> prepared) {
  private static final int MAX_THREADS = 1024;
  private static final int MAX_BATCH = 4096;
  private static final int MAX_THROUGHPUT = 1_000_000;

  public RunOptions {
    data = List.copyOf(data);
    check("--threads", threads, 1, MAX_THREADS);
    check("--batch", batch, 0, MAX_BATCH);
    check("--dispatcher-throughput", throughput, 1, MAX_THROUGHPUT);
  }

  /**
   * Options with the fastest kernels that there are; what stands in the run folder's place stays.
   */
  public RunOptions(
      Path out, List<Path> data, int threads, int batch, int throughput, boolean progress) {
    this(
        out,
        data,
        threads,
        batch,
        throughput,
        KernelKind.FUSED,
        progress,
        false,
        false,
        false,
        Existing.REFUSE,
        Deadline.NEVER,
        Optional.empty());
  }

  /** The same, to stop in time, with what a folder has prepared. */
  public RunOptions with(Deadline until, Optional<Path> decisions) {
    return new RunOptions(
        out,
        data,
        threads,
        batch,
        throughput,
        fastest,
        progress,
        exhaustive,
        agreed,
        logged,
        existing,
        until,
        decisions);
  }

  /** Whether another result in the run folder's place, or its unfinished work, is thrown away. */
  public boolean replaces() {
    return existing == Existing.REPLACE;
  }

  private static void check(String option, int value, int low, int high) {
    if (value < low || value > high) {
      throw new io.faultmesh.scenario.BadInputException(
          option + " must be between " + low + " and " + high + ", not " + value);
    }
  }
}
