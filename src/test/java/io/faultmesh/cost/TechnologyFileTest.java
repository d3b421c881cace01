package io.faultmesh.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FileLookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TechnologyFileTest {
  @TempDir Path folder;

  private static String standardText() throws IOException {
    return Files.readString(Path.of("src/main/resources/technology/hyca-40nm.yaml"));
  }

  @Test
  void aFileOfOnesOwnReplacesTheBuiltInOne() throws IOException {
    Files.writeString(folder.resolve("own.yaml"), standardText().replace("2650", "1325"));
    Technology own = TechnologyFile.load("own.yaml", new FileLookup(folder, List.of()));
    assertThat(own.frame().processingElementUm2().value()).isEqualTo(1325);
    assertThat(TechnologyFile.load(null, new FileLookup(folder, List.of())))
        .isEqualTo(TechnologyFile.parse("text", standardText()));
  }

  @Test
  void everyNumberNeedsASource() throws IOException {
    String text = standardText().replaceFirst("value: 2650, source: \"[^\"]*\"", "value: 2650");
    assertRefused(text, "source");
    assertRefused(standardText().replaceFirst("source: \"[^\"]*\"", "source: \"\""), "source");
  }

  @Test
  void whatIsNotATechnologyIsRefused() throws IOException {
    assertRefused("", "");
    assertRefused("name: [", "text:1");
    assertRefused(standardText().replace("laneUm2", "laneArea"), "laneUm2");
    assertRefused(standardText().replace("value: 3600", "value: -1"), "-1");
    assertRefused(standardText().replace("value: 3600", "value: many"), "many");
    assertThatThrownBy(() -> TechnologyFile.load("absent.yaml", new FileLookup(folder, List.of())))
        .isInstanceOf(BadInputException.class);
  }

  private static void assertRefused(String text, String mention) {
    assertThatThrownBy(() -> TechnologyFile.parse("text", text))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("text")
        .hasMessageContaining(mention);
  }
}
