package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of users, runs and exports on a few places, among them links, a pipe and
 * devices. Runs are killed before any step and inside writes, are given up, and meet other runs.
 * The program itself takes part, too, in processes that are killed, interrupted by Ctrl-C on a
 * terminal, or two at once: in a share of the histories, with {@code -Dfaultmesh.full=true} in
 * each. No byte that a user wrote is lost, pipes and devices stay what they are, and nothing is
 * left behind when the next run to a place has ended.
 */
class FolderHistoryTest {
  private static final int HISTORIES = 300;
  private static final int ACTIONS = 15;

  /** Every so manieth history has processes. */
  private static final int SHARE = Boolean.getBoolean("faultmesh.full") ? 1 : 25;

  /** Met so many others, a run is given up, as after Ctrl-C. */
  private static final int GIVEN_UP = 3;

  private static final List<String> PLACES =
      List.of("a", "b", "deep/c", "link", "broken", "pipe", "null", "full");

  /** Of a run folder, of a file exported in this process, and of one exported by the program. */
  private static final List<String> ENDINGS = List.of("", ".csv", ".txt");

  private static final Map<String, String> DEVICES =
      Map.of("null", "/dev/null", "full", "/dev/full");
  private static final String EXPORTED = "exported, all of it";
  private static final List<String> NAMES =
      List.of("scenario.yaml", "layers.csv", "notes", "histograms/x.hlog", "thesis/chapter1.tex");
  private static final List<String> SETTINGS = List.of("x", "y", "z");

  @TempDir Path temporary;

  /** All histories share it; opened for reading, too, so that nobody waits for a reader. */
  private RandomAccessFile pipe;

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
  void noForeignByteIsLostAndNothingIsLeftBehind() throws Exception {
    Path fifo = temporary.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    pipe = new RandomAccessFile(fifo.toFile(), "rw");
    Programs programs = new Programs(temporary);
    for (int seed = 0; seed < HISTORIES; seed++) {
      String failure = "Failed on seed " + seed;
      root = Files.createDirectories(temporary.resolve("history" + seed)).toRealPath();
      random = new Random(seed);
      mine = new TreeMap<>();
      Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
      Files.createSymbolicLink(root.resolve("broken"), Path.of("nowhere"));
      for (String ending : ENDINGS) {
        Files.createSymbolicLink(root.resolve("pipe" + ending), fifo);
        for (Map.Entry<String, String> device : DEVICES.entrySet()) {
          Path link = root.resolve(device.getKey() + ending);
          Files.createSymbolicLink(link, Path.of(device.getValue()));
        }
      }
      int withProcesses = seed % SHARE == 0 ? random.nextInt(ACTIONS) : -1;
      for (int i = 0; i < ACTIONS; i++) {
        act();
        if (i == withProcesses) {
          programs.act(seed / SHARE, random, root, mine.keySet());
        }
        check(failure + ", action " + i);
      }
      for (String place : PLACES) {
        run(new Disk(), root.resolve(place), Existing.REPLACE, "end", 0);
        export(new Disk(), root.resolve(place + ".csv"), true);
        export(new Disk(), root.resolve(place + ".txt"), true);
        check(failure + ", " + place);
        isSwept(failure, root.resolve(place));
      }
      for (Path link : specialFiles()) {
        Files.delete(link);
      }
    }
    pipe.close();
  }

  private void act() throws IOException {
    Disk disk = random.nextInt(3) > 0 ? new MortalDisk(1 + random.nextInt(45)) : new Disk();
    switch (random.nextInt(10)) {
      case 0 -> write(place().resolve(any(NAMES)));
      case 1 -> write(root.resolve(any(PLACES) + any(ENDINGS)));
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
      if (others == GIVEN_UP) {
        return;
      }
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
    boolean special = Files.exists(file) && Files.isSymbolicLink(file);
    try (WholeFile whole = WholeFile.target(file, root, force && !known).open(disk)) {
      whole.out().write(EXPORTED.getBytes(StandardCharsets.US_ASCII));
      whole.complete();
      assertThat(isCalled("full", file)).isFalse();
    } catch (BadInputException e) {
      assertThat(special).as(e.getMessage()).isFalse();
      assertThat(e).hasMessageNotContaining("\n");
    } catch (IOException e) {
      assertThat(isCalled("full", file)).isTrue();
    } catch (MortalDisk.Killed e) {
      assertThat(disk).isInstanceOf(MortalDisk.class);
    }
    if (isCalled("pipe", file)) {
      byte[] read = new byte[EXPORTED.length()];
      pipe.readFully(read);
      assertThat(new String(read, StandardCharsets.US_ASCII)).isEqualTo(EXPORTED);
    } else if (!known && !special && Files.exists(file)) {
      assertThat(file).hasContent(EXPORTED);
    }
  }

  private static boolean isCalled(String name, Path export) {
    return export.getFileName().toString().startsWith(name + ".");
  }

  private void check(String failure) {
    mine.forEach((file, text) -> assertThat(file).as(failure).exists().hasContent(text));
    for (Path link : specialFiles()) {
      assertThat(link).as(failure).isSymbolicLink().exists();
      assertThat(Files.isRegularFile(link) || Files.isDirectory(link)).as(failure).isFalse();
    }
  }

  private List<Path> specialFiles() {
    return Stream.of("pipe", "null", "full")
        .flatMap(place -> ENDINGS.stream().map(ending -> root.resolve(place + ending)))
        .toList();
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
            Staging.beside(root.resolve(place + ".csv")),
            Staging.beside(root.resolve(place + ".txt")));
    for (Path folder : hidden) {
      boolean users = mine.keySet().stream().anyMatch(file -> file.startsWith(folder));
      boolean mayStay = users || blocked && folder.endsWith(Staging.INSIDE);
      assertThat(Files.exists(folder) && !mayStay).as(failure + ", " + folder).isFalse();
    }
  }
}
