package io.faultmesh.scenario.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLookupTest {
  @TempDir Path folder;

  @Test
  void aPathThatCannotBeHidesNoFileInAnotherFolder() throws IOException {
    Path circle = Files.createDirectory(folder.resolve("circle"));
    Files.createSymbolicLink(circle.resolve("net.onnx"), Path.of("net.onnx"));
    Path data = Files.createDirectory(folder.resolve("data"));
    FileLookup lookup = new FileLookup(circle, List.of(data));
    assertThatThrownBy(() -> lookup.find("net.onnx"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(circle + "/net.onnx: cannot be read: ")
        .hasMessageContaining("symbolic links");
    Path file = Files.writeString(data.resolve("net.onnx"), "");
    assertThat(lookup.find("net.onnx")).isEqualTo(file);
  }

  @Test
  void whatIsNowhereNamesThePlaces() {
    assertThatThrownBy(() -> new FileLookup(folder, List.of(Path.of("data"))).find("net.onnx"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "net.onnx: no such file (looked for "
                + folder
                + "/net.onnx, data/net.onnx); more folders go with --data");
  }
}
