package io.faultmesh.scenario.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileErrorsTest {
  @TempDir Path folder;

  @Test
  void reasonsAreWordsAndNotNamesOfFilesOrClasses() {
    assertThat(FileErrors.reason(new AccessDeniedException("x"))).isEqualTo("permission denied");
    assertThat(FileErrors.reason(new NoSuchFileException("x"))).startsWith("no such file");
    assertThat(FileErrors.reason(new FileSystemException("x", null, "Input/output error")))
        .isEqualTo("input/output error");
    assertThat(FileErrors.reason(new IOException())).isEqualTo("the system does not say why");
    assertThat(FileErrors.reason(new IOException("No entry A.png"))).isEqualTo("no entry A.png");
  }

  @Test
  void whatTheSystemRefusesIsNamedWithItsReason() {
    assertThat(FileErrors.refused(new AccessDeniedException("x")))
        .hasMessage("x: permission denied");
    assertThat(FileErrors.refused(new FileSystemException("X", null, "No space left on device")))
        .hasMessage("X: no space left on device");
    assertThat(FileErrors.refused(new IOException("X: cannot be written")))
        .hasMessage("X: cannot be written");
    assertThat(FileErrors.refused(new IOException())).hasMessage("the system does not say why");
  }

  @Test
  void aFileIsNoFolderAndAFolderNoFile() throws IOException {
    Path file = Files.writeString(folder.resolve("net.onnx"), "x");
    FileErrors.requireFile(file);
    FileErrors.requireFolder(folder);
    assertThatThrownBy(() -> FileErrors.requireFile(folder))
        .hasMessage(folder + ": is a folder; a file is needed here");
    assertThatThrownBy(() -> FileErrors.requireFolder(file))
        .hasMessage(file + ": is no folder; a folder is needed here");
    assertThatThrownBy(() -> FileErrors.requireFile(Path.of("/dev/zero")))
        .hasMessage("/dev/zero: is a device or a pipe; a file is needed here");
    assertThatThrownBy(() -> FileErrors.requireFile(folder.resolve("nets.onnx")))
        .hasMessage(folder + "/nets.onnx: no such file; did you mean 'net.onnx'?");
  }

  @Test
  void whatMayNotBeReadSaysSo() throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), "name: x");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(file), "this user may read everything");
    assertThatThrownBy(() -> ScenarioLoader.load(file, List.of()))
        .hasMessage(file + ": cannot be read: permission denied");
  }
}
