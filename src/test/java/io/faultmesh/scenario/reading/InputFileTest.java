package io.faultmesh.scenario.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a user names as an input: a plain file, or one line that says why not. */
class InputFileTest {
  @TempDir Path folder;

  private static void refused(Path file, String reason) {
    assertThatThrownBy(() -> InputFile.text(file, "score file", 1 << 20))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(file + ": " + reason);
  }

  @Test
  void aPlainFileAndALinkToOneAreRead() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "äöü");
    Path link = Files.createSymbolicLink(folder.resolve("link"), file);
    assertThat(InputFile.text(link, "text", 6)).isEqualTo("äöü");
  }

  @Test
  void whatIsMissingOrAFolderIsNamed() throws IOException {
    refused(folder.resolve("none"), "no such file");
    Path dangling = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("none"));
    refused(dangling, "no such file");
    refused(folder, "is a folder; a file is needed here");
  }

  @Test
  void pathsThatCannotBeSayWhy() throws IOException {
    Path file = Files.writeString(folder.resolve("text"), "");
    refused(file.resolve("below"), "cannot be read: not a directory");
    refused(folder.resolve("x".repeat(300)), "cannot be read: file name too long");
  }

  @Test
  void pipesAndDevicesAreNotOpened() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    refused(pipe, "is a device or a pipe; a file is needed here");
    refused(Path.of("/dev/urandom"), "is a device or a pipe; a file is needed here");
  }

  @Test
  void whatIsTooLongOrNoTextIsRefused() throws IOException {
    byte[] zeros = new byte[(1 << 20) + 1];
    refused(Files.write(folder.resolve("long"), zeros), "over 1 MiB; this is not a score file");
    byte[] latin1 = {'a', (byte) 0xe4, 'b'};
    refused(
        Files.write(folder.resolve("latin1"), latin1), "cannot be read as text: it is not UTF-8");
    byte[] exactly = Arrays.copyOf(zeros, 1 << 20);
    Path fits = Files.write(folder.resolve("fits"), exactly);
    assertThat(InputFile.text(fits, "score file", 1 << 20)).hasSize(1 << 20);
  }

  @Test
  void aLockedFileSaysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("locked"), "text");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "needs a user whom permissions bind");
    refused(file, "cannot be read: permission denied");
  }
}
