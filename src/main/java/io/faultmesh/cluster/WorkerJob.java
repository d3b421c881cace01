package io.faultmesh.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.campaign.shard.SplitWork;
import io.faultmesh.campaign.unit.UnitEngine;
import io.faultmesh.campaign.unit.UnitEngine.Finished;
import io.faultmesh.cluster.format.FileMessage;
import io.faultmesh.cluster.format.JobMessage;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The coordinator's job, made ready on a worker. */
public final class WorkerJob implements Closeable {

  /** A file that must still travel. */
  public record Wanted(String hash, long bytes) {}

  private final String hash;
  private final Inputs inputs;
  private final SplitWork work;
  private final UnitEngine engine;

  private WorkerJob(String hash, Inputs inputs, SplitWork work, UnitEngine engine) {
    this.hash = hash;
    this.inputs = inputs;
    this.work = work;
    this.engine = engine;
  }

  /** What must travel before a job can be opened: the job itself first. */
  public static List<Wanted> missing(Depot depot, String job, long bytes) {
    if (depot.find(job).isEmpty()) {
      return List.of(new Wanted(job, bytes));
    }
    JobMessage message = parse(depot.read(job));
    return java.util.stream.Stream.concat(
            message.getInputsList().stream()
                .filter(file -> depot.find(file.getName(), file.getHash()).isEmpty()),
            message.getDecisionsList().stream()
                .filter(file -> depot.find(file.getHash()).isEmpty()))
        .map(file -> new Wanted(file.getHash(), file.getBytes()))
        .distinct()
        .toList();
  }

  private static JobMessage parse(byte[] bytes) {
    try {
      return JobMessage.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the job is damaged", e);
    }
  }

  /**
   * Opens a job of which nothing is missing.
   *
   * @throws BadInputException if its inputs cannot be used, or lead to other scales here
   */
  public static WorkerJob open(Depot depot, String job, RunOptions options) {
    JobMessage message = parse(depot.read(job));
    Path place = depot.jobs().resolve(job);
    for (FileMessage file : message.getInputsList()) {
      Path target = depot.find(file.getName(), file.getHash()).orElseThrow();
      link(FileLookup.below(place.resolve("inputs"), Path.of(file.getName())), target);
    }
    for (FileMessage file : message.getDecisionsList()) {
      Path target = depot.find(file.getHash()).orElseThrow();
      link(FileLookup.below(place.resolve("decisions"), Path.of(file.getName())), target);
    }
    Scenario scenario = ScenarioLoader.parse("scenario", message.getScenario(), List.of());
    FileLookup files = new FileLookup(message.getFoldersList(), place.resolve("inputs"));
    Inputs inputs = Inputs.decided(scenario, files, place.resolve("decisions"));
    Optional<WorkerJob> opened = Optional.empty();
    try {
      opened = Optional.of(open(job, message, scenario, inputs, options));
      return opened.get();
    } finally {
      if (opened.isEmpty()) {
        inputs.close();
      }
    }
  }

  private static WorkerJob open(
      String job, JobMessage message, Scenario scenario, Inputs inputs, RunOptions options) {
    Preparation prepared = inputs.calibrate(options.threads());
    List<Protection> designs = prepared.protections();
    if (!prepared.hash().equals(message.getPrepared())) {
      throw new BadInputException(
          "the coordinator's scales or scores are not those that this worker's build computes");
    }
    SplitWork work = SplitWork.of(scenario, options, prepared, designs, message.getKept());
    return new WorkerJob(job, inputs, work, work.engine());
  }

  /** Links are given their place at once: workers of one machine share them. */
  private static void link(Path name, Path target) {
    try {
      if (Files.isSymbolicLink(name) && Files.readSymbolicLink(name).equals(target)) {
        return;
      }
      Files.createDirectories(name.getParent());
      Path partial =
          name.resolveSibling("." + name.getFileName() + "." + ProcessHandle.current().pid());
      Files.deleteIfExists(partial);
      Files.createSymbolicLink(partial, target);
      Files.move(
          partial, name, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BadInputException(
          name + ": cannot be written (" + e.getMessage() + "); name another FAULTMESH_CACHE", e);
    }
  }

  /** The job's hash. */
  public String hash() {
    return hash;
  }

  /** Units at the same time. */
  public int lanes() {
    return engine.lanes();
  }

  /** Computes a unit when a lane is free. */
  public CompletionStage<Finished> compute(int unit, byte[] context) {
    return work.compute(engine, unit, context);
  }

  /** Ends when the units in hand are finished. */
  @Override
  public void close() {
    engine.close();
    work.close();
    inputs.close();
  }
}
