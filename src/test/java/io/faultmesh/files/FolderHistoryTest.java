package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of users, runs and exports on a few places. Runs are killed before any step and
 * inside writes, and meet other runs. No byte that a user wrote is lost, and nothing is left behind
 * when the next run to a place has ended.
 */
class FolderHistoryTest {
  private static final int HISTORIES = 300;
  private static final int ACTIONS = 15;
  private static final List<String> PLACES = List.of("a", "b", "deep/c", "link", "broken");
  private static final List<String> NAMES =
      List.of("scenario.yaml", "layers.csv", "notes", "histograms/x.hlog", "thesis/chapter1.tex");
  private static final List<String> SETTINGS = List.of("x", "y", "z");

  @TempDir Path temporary;

  private Path root;
  private Random random;

  /** What users wrote, by real path. */
  private Map<Path, String> mine;

  private <T> T any(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private Path place() {
    return root.resolve(any(PLACES));
  }

  @Test
  void noForeignByteIsLostAndNothingIsLeftBehind() throws IOException {
    for (int seed = 0; seed < HISTORIES; seed++) {
      String failure = "Failed on seed " + seed;
      root = Files.createDirectories(temporary.resolve("history" + seed)).toRealPath();
      random = new Random(seed);
      mine = new TreeMap<>();
      Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
      Files.createSymbolicLink(root.resolve("broken"), Path.of("nowhere"));
      for (int i = 0; i < ACTIONS; i++) {
        act();
        check(failure + ", action " + i);
      }
      for (String place : PLACES) {
        run(new Disk(), root.resolve(place), Existing.REPLACE, "end", 0);
        export(new Disk(), root.resolve(place + ".csv"), true);
        check(failure + ", " + place);
        isSwept(failure, root.resolve(place));
      }
    }
  }

  private void act() throws IOException {
    Disk disk = random.nextInt(3) > 0 ? new MortalDisk(1 + random.nextInt(45)) : new Disk();
    switch (random.nextInt(10)) {
      case 0 -> write(place().resolve(any(NAMES)));
      case 1 -> write(place().resolveSibling(place().getFileName() + ".csv"));
      case 2 -> edit(place().resolve(any(NAMES)));
      case 3 -> write(Staging.beside(place()).resolve(any(List.of("files/mine", "mine", "names"))));
      case 4 -> export(disk, root.resolve(any(PLACES) + ".csv"), random.nextBoolean());
      default ->
          run(disk, place(), any(List.of(Existing.values())), any(SETTINGS), random.nextInt(4));
    }
  }

  /** A user writes a file where none is. */
  private void write(Path file) throws IOException {
    // Users make folders mostly where none of ours is being made.
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) || random.nextInt(3) > 0) {
      return;
    }
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "mine " + random.nextInt(), StandardOpenOption.CREATE_NEW);
    } catch (java.nio.file.FileSystemException e) {
      // A link or a file is in the way.
      return;
    }
    mine.put(file.toRealPath(), Files.readString(file));
  }

  /** A user changes a file, maybe one of ours. */
  private void edit(Path file) throws IOException {
    if (Files.isRegularFile(file) && random.nextBoolean()) {
      Files.writeString(file, "my remark " + random.nextInt(), StandardOpenOption.APPEND);
      mine.put(file.toRealPath(), Files.readString(file));
    }
  }

  /**
   * A run, maybe killed.
   *
   * @param others runs to the same place that are tried in between
   */
  private void run(Disk disk, Path place, Existing existing, String settings, int others)
      throws IOException {
    Source source = new Source("faultmesh 1", "run", settings, List.of());
    try (RunFolder folder = RunFolder.create(disk, place, existing, source, there -> true)) {
      folder.write("scenario.yaml", settings);
      for (int i = 0; i < others; i++) {
        otherRun(folder.target(), any(SETTINGS));
      }
      folder.write("histograms/" + settings + ".hlog", settings);
      folder.write("layers.csv", settings);
      folder.complete();
      assertThat(folder.place().resolve("scenario.yaml")).hasContent(settings);
      Contents contents = Contents.of(folder.place());
      assertThat(contents.whole()).isTrue();
      assertThat(contents.foreign()).isEmpty();
    } catch (AlreadyComplete e) {
      assertThat(e.place().resolve("scenario.yaml")).hasContent(settings);
    } catch (BadInputException e) {
      assertThat(e).hasMessageNotContaining("\n");
    } catch (MortalDisk.Killed e) {
      assertThat(disk).isInstanceOf(MortalDisk.class);
    }
  }

  /** Another process that comes while one is writing. */
  private void otherRun(Path place, String settings) {
    Source source = new Source("faultmesh 1", "run", settings, List.of());
    try (RunFolder folder = RunFolder.create(place, Existing.REPLACE, source)) {
      throw new AssertionError("two runs are writing to " + folder.place());
    } catch (BadInputException e) {
      assertThat(e).hasMessageContaining("another faultmesh");
    }
  }

  private void export(Disk disk, Path file, boolean force) throws IOException {
    boolean known = mine.containsKey(file);
    try (WholeFile whole = WholeFile.target(file, root, force && !known).open(disk)) {
      whole.out().write("exported, all of it".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      whole.complete();
    } catch (BadInputException e) {
      assertThat(e).hasMessageNotContaining("\n");
    } catch (MortalDisk.Killed e) {
      assertThat(disk).isInstanceOf(MortalDisk.class);
    }
    if (!known && Files.exists(file)) {
      assertThat(file).hasContent("exported, all of it");
    }
  }

  private void check(String failure) {
    mine.forEach((file, text) -> assertThat(file).as(failure).exists().hasContent(text));
  }

  /**
   * Hidden folders stay only where a user has put something into them, or into the place that is to
   * get their files.
   */
  private void isSwept(String failure, Path place) throws IOException {
    Path real = Files.exists(place) ? place.toRealPath() : place;
    boolean blocked = mine.keySet().stream().anyMatch(file -> file.startsWith(real));
    List<Path> hidden =
        List.of(
            Staging.beside(place),
            place.resolve(Staging.INSIDE),
            Staging.beside(root.resolve(place + ".csv")));
    for (Path folder : hidden) {
      boolean users = mine.keySet().stream().anyMatch(file -> file.startsWith(folder));
      boolean mayStay = users || blocked && folder.endsWith(Staging.INSIDE);
      assertThat(Files.exists(folder) && !mayStay).as(failure + ", " + folder).isFalse();
    }
  }
}
