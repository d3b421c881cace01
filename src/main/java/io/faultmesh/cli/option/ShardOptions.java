package io.faultmesh.cli.option;

import io.faultmesh.experiment.Shard;
import io.faultmesh.scenario.BadInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which share of a run a process computes. */
public final class ShardOptions {
  @Option(
      names = "--shard",
      paramLabel = "K/N",
      description =
          "compute the K-th of N equal parts of the run, from 1; K may be a range like 3-5; merge"
              + " adds parts up; default: the whole run")
  private String shard;

  @Option(
      names = "--shard-index",
      paramLabel = "K",
      description = "the same, counted from 0, with --shards; default: the whole run")
  private Integer index;

  @Option(
      names = "--shards",
      paramLabel = "N",
      description = "how many parts, with --shard-index; no default")
  private Integer count;

  @Option(
      names = "--round",
      paramLabel = "R",
      description =
          "with faults.precision or single.secondStep, compute the part of the R-th round, from 1;"
              + " merge says whether another one is needed; default: 1")
  private Integer round;

  @Option(
      names = "--after",
      paramLabel = "SHARD",
      arity = "1..*",
      description =
          "the folders of all shards of round 1, from which the second step of single.secondStep"
              + " follows; no default")
  private List<Path> earlier = List.of();

  /** The shards of the first round. */
  public List<Path> earlier() {
    return earlier;
  }

  /** From 1. */
  public int round() {
    if (round != null && round < 1) {
      throw new BadInputException("--round must be at least 1, not " + round);
    }
    return round == null ? 1 : round;
  }

  public Optional<Shard> shard() {
    if (!earlier.isEmpty() && round() == 1) {
      throw new BadInputException("--after goes with --round 2");
    }
    if (round != null && shard == null && index == null) {
      throw new BadInputException("--round goes with --shard; a whole run makes all its rounds");
    }
    if (shard != null) {
      if (index != null || count != null) {
        throw new BadInputException("--shard says all; leave --shard-index and --shards out");
      }
      return Optional.of(Shard.parse(shard));
    }
    if (index == null && count == null) {
      return Optional.empty();
    }
    if (index == null || count == null) {
      throw new BadInputException(
          "--shard-index and --shards go together, such as --shard-index 0 --shards 16");
    }
    if (index < 0 || index >= count) {
      throw new BadInputException(
          "--shard-index must be between 0 and --shards less 1, " + (count - 1) + ", not " + index);
    }
    return Optional.of(new Shard(index + 1, index + 1, count));
  }
}
