package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the place of an export, whatever stands there. */
class WholeFileTest {
  @TempDir Path folder;

  private Path input;

  @BeforeEach
  void writeInput() throws IOException {
    input = Files.writeString(folder.resolve("input"), "read");
  }

  private void export(Path name, boolean force) throws IOException {
    try (WholeFile file = WholeFile.target(name, input, force).open()) {
      file.out().write("exported".getBytes(StandardCharsets.US_ASCII));
      file.complete();
    }
  }

  private void isRefused(Path name, boolean force, String words) {
    var before = RunFolderTest.all(folder);
    assertThatThrownBy(() -> export(name, force))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(words);
    assertThat(RunFolderTest.all(folder)).isEqualTo(before);
  }

  @Test
  void aPlainFileIsReplacedByForceAlone() throws IOException {
    Path file = folder.resolve("out.csv");
    export(file, false);
    isRefused(file, false, "--force");
    Files.writeString(file, "mine");
    export(file, true);
    assertThat(file).hasContent("exported");
    isRefused(input, true, "is read itself");
    isRefused(folder, true, "is a folder");
    isRefused(folder.resolve("nowhere/out.csv"), true, "no folder");
  }

  @Test
  void aLinkIsFollowedAndStays() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    isRefused(link, false, "exists");
    export(link, true);
    assertThat(link).isSymbolicLink();
    assertThat(file).hasContent("exported");
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
    isRefused(dangling, true, "link to nothing");
  }

  @Test
  void aDeviceIsWrittenThroughAndStays() throws IOException {
    Path full = Files.createSymbolicLink(folder.resolve("full"), Path.of("/dev/full"));
    assertThatThrownBy(() -> export(full, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("full: cannot be written: no space left on device");
    export(Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null")), false);
    assertThat(full).isSymbolicLink();
    assertThat(Files.isRegularFile(Path.of("/dev/full"), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void aPipeIsWrittenThrough() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.readString(pipe);
              } catch (IOException e) {
                return e.toString();
              }
            });
    export(pipe, false);
    assertThat(read.get()).isEqualTo("exported");
    assertThat(Files.isRegularFile(pipe)).isFalse();
  }

  @Test
  void aPlantedLinkIsNotFollowed() throws IOException {
    Path victim = Files.createDirectories(folder.resolve("victim"));
    Files.createSymbolicLink(folder.resolve(".out.csv.partial"), victim);
    isRefused(folder.resolve("out.csv"), true, "is in the way");
    assertThat(victim).isEmptyDirectory();
  }

  @Test
  void anIncompleteFileLeavesNothing() throws IOException {
    Path file = Files.writeString(folder.resolve("out.csv"), "mine");
    try (WholeFile half = WholeFile.target(file, input, true).open()) {
      half.out().write(1);
    }
    assertThat(RunFolderTest.all(folder)).containsOnlyKeys("input", "out.csv");
    assertThat(file).hasContent("mine");
  }
}
