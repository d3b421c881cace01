package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of the place of a run folder, whatever stands there. */
class RunFolderTest {
  @TempDir Path temporary;

  private static Source source(String settings, Path... inputs) {
    return new Source("faultmesh 1", "run", settings, List.of(inputs));
  }

  private static Path run(Path out, Existing existing, String settings) {
    try (RunFolder folder = RunFolder.create(out, existing, source(settings))) {
      folder.write("scenario.yaml", settings);
      folder.write("histograms/" + settings + ".hlog", settings);
      folder.write(RunFolder.TIMING, "1");
      folder.complete();
      return folder.target();
    }
  }

  private Path out() {
    return temporary.resolve("out");
  }

  /** Every file and link below a folder with what it holds; folders end with a slash. */
  static Map<String, String> all(Path folder) {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(path -> !path.equals(folder)).toList()) {
        String name = folder.relativize(path).toString();
        if (Files.isSymbolicLink(path)) {
          found.put(name, "-> " + Files.readSymbolicLink(path));
        } else if (Files.isDirectory(path)) {
          found.put(name + "/", "");
        } else {
          found.put(name, Files.readString(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private void isRefused(Path out, Existing existing, String words) {
    Map<String, String> before = all(temporary);
    assertThatThrownBy(() -> run(out, existing, "a"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(words);
    assertThat(all(temporary)).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scenario.yaml", "layers.csv", ".faultmesh", ".faultmesh.partial", "a b"})
  void aFolderWithSomebodysFileIsNeverTouched(String name) throws IOException {
    Files.createDirectories(out().resolve("thesis"));
    Files.writeString(out().resolve("thesis/chapter1.tex"), "three years");
    Files.writeString(out().resolve(name), "mine");
    isRefused(out(), Existing.REFUSE, "out");
    isRefused(out(), Existing.REPLACE, "out");
  }

  @Test
  void aFileAddedOrChangedInARunFolderMakesItSomebodys() throws IOException {
    run(out(), Existing.REFUSE, "a");
    Path notes = Files.writeString(out().resolve("histograms/notes.txt"), "mine");
    isRefused(out(), Existing.REPLACE, "notes.txt");
    Files.delete(notes);
    Files.writeString(out().resolve("scenario.yaml"), "my remark");
    isRefused(out(), Existing.REPLACE, "scenario.yaml");
  }

  @Test
  void theSameAgainIsCompleteAlready() {
    run(out(), Existing.REFUSE, "a");
    Map<String, String> before = all(temporary);
    for (Existing existing : List.of(Existing.REFUSE, Existing.NUMBER)) {
      assertThatThrownBy(() -> run(out(), existing, "a")).isInstanceOf(AlreadyComplete.class);
    }
    assertThat(all(temporary)).isEqualTo(before);
  }

  @Test
  void theSameSettingsOnOtherInputsAreAnotherResult() throws IOException {
    Path input = Files.writeString(temporary.resolve("network.onnx"), "1");
    RunFolder first = RunFolder.create(out(), Existing.REFUSE, source("a", input));
    first.complete();
    first.close();
    Files.writeString(input, "2");
    assertThatThrownBy(() -> RunFolder.create(out(), Existing.REFUSE, source("a", input)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("other input files")
        .hasMessageContaining("--force");
  }

  @Test
  void anotherResultIsReplacedByForceAlone() {
    run(out(), Existing.REFUSE, "b");
    isRefused(out(), Existing.REFUSE, "--force");
    run(out(), Existing.REPLACE, "a");
    assertThat(all(out()))
        .containsOnlyKeys(
            ".faultmesh", "histograms/", "histograms/a.hlog", "scenario.yaml", "timing.json");
    assertThat(all(temporary).keySet()).noneMatch(name -> name.contains("partial"));
  }

  @Test
  void onlyAnUnnamedFolderGetsANumber() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve("mine"), "mine");
    assertThat(run(out(), Existing.NUMBER, "a")).hasFileName("out-2");
    assertThat(run(out(), Existing.NUMBER, "b")).hasFileName("out-3");
    assertThatThrownBy(() -> run(out(), Existing.NUMBER, "b"))
        .isInstanceOf(AlreadyComplete.class)
        .hasMessageContaining("out-3");
  }

  @Test
  void anEmptyFolderIsFilledInPlace() throws IOException {
    Files.createDirectories(out());
    Object key = Files.getAttribute(out(), "unix:ino");
    run(out(), Existing.REFUSE, "a");
    assertThat(Files.getAttribute(out(), "unix:ino")).isEqualTo(key);
    assertThat(out().resolve("scenario.yaml")).hasContent("a");
  }

  @Test
  void aLinkToAFolderIsFollowedAndOneToNothingRefused() throws IOException {
    Path real = Files.createDirectories(temporary.resolve("real"));
    Files.createSymbolicLink(out(), Path.of("real"));
    run(out(), Existing.REFUSE, "a");
    assertThat(out()).isSymbolicLink();
    assertThat(real.resolve("scenario.yaml")).hasContent("a");
    Path dangling = temporary.resolve("dangling");
    Files.createSymbolicLink(dangling, Path.of("nowhere"));
    isRefused(dangling, Existing.REFUSE, "link to nothing");
  }

  @Test
  void aLinkInsideARunFolderIsSomebodys() throws IOException {
    run(out(), Existing.REFUSE, "b");
    Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
    Files.writeString(elsewhere.resolve("b.hlog"), "b");
    Files.delete(out().resolve("histograms/b.hlog"));
    Files.delete(out().resolve("histograms"));
    Files.createSymbolicLink(out().resolve("histograms"), elsewhere);
    isRefused(out(), Existing.REPLACE, "histograms");
  }

  @Test
  void aForgedMarkerLeadsNowhere() throws IOException {
    Path victim = Files.writeString(temporary.resolve("victim"), "mine");
    run(out(), Existing.REFUSE, "b");
    Path marker = out().resolve(".faultmesh");
    Files.writeString(marker, Files.readString(marker).replace("\"timing.json\"", "\"../victim\""));
    isRefused(out(), Existing.REPLACE, "out");
    assertThat(victim).hasContent("mine");
  }

  @Test
  void whatCannotBecomeAFolderIsRefusedWithTheReason() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "mine");
    isRefused(file, Existing.REFUSE, "is a file");
    isRefused(file.resolve("out"), Existing.REFUSE, "not a directory");
    isRefused(Path.of("/proc/faultmesh"), Existing.REFUSE, "cannot be written");
    isRefused(temporary.resolve("n".repeat(300)), Existing.REFUSE, "too long");
  }

  @Test
  void anIncompleteFolderLeavesNothing() {
    Path deep = temporary.resolve("a/b/c");
    try (RunFolder folder = RunFolder.create(deep, Existing.REFUSE, source("a"))) {
      folder.write("histograms/one", "1");
    }
    assertThat(all(temporary)).isEmpty();
  }

  @Test
  void oneWriterAtATime() {
    try (RunFolder folder = RunFolder.create(out(), Existing.REFUSE, source("a"))) {
      assertThatThrownBy(() -> run(out(), Existing.REPLACE, "b"))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("another faultmesh is writing");
      assertThat(run(out(), Existing.NUMBER, "b")).hasFileName("out-2");
      folder.complete();
    }
    assertThat(all(temporary).keySet()).noneMatch(name -> name.contains("partial"));
  }

  @Test
  void aResultIsKeptBesideWhatSomebodyWroteMeanwhile() throws IOException {
    for (boolean exists : new boolean[] {false, true}) {
      Path out = temporary.resolve(exists ? "one" : "two");
      if (exists) {
        Files.createDirectories(out);
      }
      RunFolder folder = RunFolder.create(out, Existing.REFUSE, source("a"));
      folder.write("scenario.yaml", "a");
      Files.createDirectories(out);
      Files.writeString(out.resolve("scenario.yaml"), "mine");
      assertThatThrownBy(folder::complete).hasMessageContaining(out.getFileName() + "-2");
      folder.close();
      assertThat(all(out)).containsOnlyKeys("scenario.yaml").containsValue("mine");
      assertThat(all(out.resolveSibling(out.getFileName() + "-2"))).containsKey(".faultmesh");
    }
  }

  @Test
  void aResultIsNotWrittenOverWhatItFollowsFrom() {
    run(out(), Existing.REFUSE, "a");
    Source source = source("again", out().resolve("scenario.yaml"));
    assertThatThrownBy(() -> RunFolder.create(out(), Existing.REPLACE, source))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("which is read");
  }

  @Test
  void foldersAndFilesHaveThePermissionsOfTheUmask() throws IOException {
    Path plain = Files.createDirectory(temporary.resolve("plain"));
    Path file = Files.writeString(temporary.resolve("file"), "");
    run(out(), Existing.REFUSE, "a");
    assertThat(Files.getPosixFilePermissions(out()))
        .isEqualTo(Files.getPosixFilePermissions(plain));
    assertThat(Files.getPosixFilePermissions(out().resolve("scenario.yaml")))
        .isEqualTo(Files.getPosixFilePermissions(file));
  }
}
