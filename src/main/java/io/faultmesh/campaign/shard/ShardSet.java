package io.faultmesh.campaign.shard;

import io.faultmesh.campaign.Stopped;
import io.faultmesh.campaign.unit.UnitStore;
import io.faultmesh.experiment.Shard;
import io.faultmesh.files.MadeFolder;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RecordLog;
import io.faultmesh.files.Source;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.SingleSettings;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.io.Closeable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** Shards that together have every unit of one run once. */
public final class ShardSet implements UnitStore, Closeable {
  private static final String COMMAND = "run --shard ";

  private static final String REMEDY = "name folders that faultmesh run --shard has made";

  private record Part(MadeFolder folder, ShardFile file, RecordLog log) {
    private String name() {
      return folder.folder().toString();
    }
  }

  private final List<Part> parts = new ArrayList<>();

  private ShardSet() {}

  /** What makes a shard. */
  static String command(Shard shard, int round) {
    return COMMAND + shard.text() + (round == 1 ? "" : " --round " + round);
  }

  /**
   * Opens shards and checks that they make one run.
   *
   * @throws BadInputException that names a folder that is lost, doubled, foreign or damaged
   */
  public static ShardSet open(List<Path> folders) {
    ShardSet set = new ShardSet();
    boolean checked = false;
    try {
      folders.forEach(set::add);
      set.check();
      checked = true;
      return set;
    } finally {
      if (!checked) {
        set.close();
      }
    }
  }

  private void add(Path place) {
    MadeFolder folder = MadeFolder.open(place, REMEDY);
    if (!folder.command().startsWith(COMMAND)) {
      throw new BadInputException(
          place + ": is no shard but the result of faultmesh " + folder.command() + "; " + REMEDY);
    }
    ShardFile file = ShardFile.read(folder.path(ShardFile.NAME));
    Part part = new Part(folder, file, RecordLog.read(folder.path(ShardFile.UNITS)));
    parts.add(part);
    if (!part.log.isWhole() || !part.log.numbers().equals(file.numbers())) {
      throw new BadInputException(
          folder.path(ShardFile.UNITS) + ": is damaged; make " + place + " again");
    }
  }

  private void check() {
    Part first = parts.get(0);
    for (Part part : parts) {
      String difference = part.folder.difference(first.folder);
      if (difference.isEmpty() && !part.file.build().equals(first.file.build())) {
        difference = "another build of faultmesh";
      }
      if (difference.isEmpty() && !part.file.prepared().equals(first.file.prepared())) {
        difference =
            "other scales or scores; run faultmesh prepare once, and the shards with --prepared";
      }
      if (!difference.isEmpty()) {
        throw new BadInputException(
            part.name() + ": does not go with " + first.name() + ": it has " + difference);
      }
    }
    for (int round = 1; round <= rounds(); round++) {
      int number = round;
      List<Part> own = parts.stream().filter(part -> part.file.round() == number).toList();
      if (own.isEmpty()) {
        throw new BadInputException("the shards of round " + round + " are missing");
      }
      checkRound(own, ShardFile::accuracy);
      checkRound(own, ShardFile::machine);
      checkRound(own, ShardFile::single);
    }
  }

  private int rounds() {
    return parts.stream().mapToInt(part -> part.file.round()).max().orElseThrow();
  }

  /** Checks the units of one kind. */
  private static void checkRound(List<Part> parts, Function<ShardFile, Span> kind) {
    ShardFile any = parts.get(0).file;
    Span first = kind.apply(any);
    int next = first.begin();
    Part last = null;
    List<Part> ordered =
        parts.stream()
            .filter(part -> !kind.apply(part.file).isEmpty())
            .sorted(Comparator.comparingInt(part -> kind.apply(part.file).from()))
            .toList();
    for (Part part : ordered) {
      Span own = kind.apply(part.file);
      if (own.from() < next) {
        throw new BadInputException(
            part.name().equals(last.name())
                ? part.name() + ": is named twice"
                : part.name() + ": has units that " + last.name() + " has, too; leave one out");
      }
      checkNone(any, first, next, own.from());
      next = own.to();
      last = part;
    }
    checkNone(any, first, next, first.end());
  }

  /** Names the shards, in parts of one folder's number, that would have some units. */
  private static void checkNone(ShardFile one, Span round, int from, int to) {
    if (from == to) {
      return;
    }
    int lowest = 0;
    int highest = 0;
    for (int number = 1; number <= one.of(); number++) {
      Shard shard = new Shard(number, number, one.of());
      Span share = Span.of(round.begin(), round.end(), shard);
      if (share.from() < to && share.to() > from) {
        lowest = lowest == 0 ? number : lowest;
        highest = number;
      }
    }
    throw new BadInputException(
        "shard "
            + new Shard(lowest, highest, one.of()).text()
            + (one.round() == 1 ? "" : " of round " + one.round())
            + " is missing: "
            + (to - from == 1 ? "unit " + to + " is" : "units " + (from + 1) + " to " + to + " are")
            + " in none of the folders, of "
            + round.end()
            + " in all");
  }

  /**
   * The usual place of the run that a shard belongs to.
   *
   * @throws BadInputException if the folder is no shard
   */
  public static Path name(Path shard) {
    Path file = shard.resolve("scenario.yaml");
    MadeFolder.open(shard, REMEDY);
    return Path.of("runs", ScenarioLoader.load(file, List.of()).name());
  }

  /** The scenario of all shards. */
  public Scenario scenario() {
    Path file = parts.get(0).folder.path("scenario.yaml");
    return ScenarioLoader.load(file, List.of());
  }

  /**
   * Refuses shards from which a scenario's run cannot go on.
   *
   * @param prepared SHA-256 of scales and scores
   */
  void check(Scenario scenario, Source source, String prepared) {
    if (!ScenarioLoader.write(scenario()).equals(ScenarioLoader.write(scenario))) {
      throw new BadInputException(parts.get(0).name() + ": was computed for another scenario");
    }
    check(source, prepared);
  }

  /** The folder where the scenario file was. */
  public Path besides() {
    return Path.of(parts.get(0).file.besides());
  }

  /**
   * Refuses inputs, decisions or a build that are not those of the shards.
   *
   * @param prepared SHA-256 of scales and scores
   */
  public void check(Source source, String prepared) {
    MadeFolder folder = parts.get(0).folder;
    if (!parts.get(0).file.build().equals(ProgramVersion.build())) {
      throw new BadInputException(
          parts.get(0).name()
              + ": was computed by another build of faultmesh, which alone can go on with it");
    }
    if (!folder.hasInputsOf(source)) {
      throw new BadInputException(
          parts.get(0).name()
              + ": was computed from other input files than are found here; see --data");
    }
    if (!parts.get(0).file.prepared().equals(prepared)) {
      throw new BadInputException(
          parts.get(0).name()
              + ": was computed with other scales or scores than here; give the --prepared folder of"
              + " the shards");
    }
  }

  private Part partOf(int unit) {
    return parts.stream().filter(part -> part.file.has(unit)).findFirst().orElseThrow();
  }

  @Override
  public void open(int round, int most) {
    if (round > rounds()) {
      SingleSettings single = scenario().faults().single();
      throw Stopped.forRound(round, most, single != null && single.secondStep() != null);
    }
  }

  @Override
  public boolean has(int unit) {
    return true;
  }

  @Override
  public void put(int unit, byte[] counts) {
    throw new IllegalStateException("all units are there");
  }

  @Override
  public byte[] get(int unit) {
    return partOf(unit).log.get(unit).orElseThrow();
  }

  @Override
  public void close() {
    parts.forEach(part -> part.log.close());
  }
}
