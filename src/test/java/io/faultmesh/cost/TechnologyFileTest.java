package io.faultmesh.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileLookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
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
    assertRefused(
        standardText().replace("value: 3600", "value: many"), "laneUm2.value must be a number");
    assertThatThrownBy(() -> TechnologyFile.load("absent.yaml", new FileLookup(folder, List.of())))
        .isInstanceOf(BadInputException.class);
  }

  @Test
  void figuresAreAboveZero() throws IOException {
    for (String value : List.of("0", "0.0", "-1", "1e-320", "1e300", "1e999")) {
      assertRefused(
          standardText().replace("value: 3600", "value: " + value),
          "frame.laneUm2: value must be a number above 0 (1.0E-12 to 1.0E12)");
    }
  }

  @Test
  void figuresAreNumbers() throws IOException {
    assertRefused(standardText().replace("value: 3600", "value: .nan"), "'.nan'");
    assertRefused(standardText().replace("value: 3600", "value: .inf"), "'.inf'");
  }

  @Test
  void wrongTypesAreSaidInPlainWords() throws IOException {
    assertRefused(standardText().replaceFirst("(?s)cells:.*energy:", "cells:\nenergy:"), "cells");
    assertRefused(
        standardText().replace("value: 3600", "value: [1]"),
        "frame.laneUm2.value must be a number");
    assertRefused(
        standardText().replaceFirst("(?s)frame:.*cells:", "frame: 5\ncells:"),
        "frame must be a group of keys");
    assertRefused(standardText().replaceFirst("name: .*", "name: [a, b]"), "name must be text");
  }

  /** Nothing but a technology or one line in words of the file, whatever is damaged. */
  @Test
  void damagedTextsGiveATechnologyOrOnePlainLine() throws IOException {
    int refused = 0;
    for (long seed = 0; seed < 3_000; seed++) {
      String text = damaged(new Random(seed), standardText());
      String where = "Failed on seed " + seed;
      try {
        TechnologyFile.parse("text", text);
      } catch (BadInputException e) {
        refused++;
        assertThat(e.getMessage())
            .as(where)
            .startsWith("text")
            .hasSizeLessThan(400)
            .doesNotContainPattern(
                "[a-z]\\.[a-z]+\\.[A-Z]|java|jackson|Exception|Deserial|\n|`[a-z]")
            .doesNotContain("null");
      } catch (RuntimeException e) {
        throw new AssertionError(where + ": " + e, e);
      }
    }
    assertThat(refused).isBetween(1_000, 2_990);
  }

  private static String damaged(Random random, String text) {
    String[] values = {
      "", "[]", "{}", "-3", "0", "true", "~", "x: y", "[1, 2]", "\"", "1e999", "*a"
    };
    StringBuilder damaged = new StringBuilder(text);
    for (int i = 0; i <= random.nextInt(3); i++) {
      int place = random.nextInt(damaged.length());
      int line = Math.max(0, damaged.lastIndexOf("\n", place) + 1);
      int end = damaged.indexOf("\n", line) < 0 ? damaged.length() : damaged.indexOf("\n", line);
      int colon = damaged.indexOf(": ", line);
      switch (random.nextInt(6)) {
        case 0 -> damaged.setCharAt(place, (char) (32 + random.nextInt(95)));
        case 1 -> damaged.deleteCharAt(place);
        case 2 -> damaged.delete(line, end);
        case 3 -> damaged.insert(line, damaged.substring(line, end) + "\n");
        case 4 -> damaged.insert(line, "  ");
        default -> {
          if (colon > 0 && colon < end) {
            damaged.replace(colon + 2, end, values[random.nextInt(values.length)]);
          }
        }
      }
    }
    return damaged.toString();
  }

  private static void assertRefused(String text, String mention) {
    assertThatThrownBy(() -> TechnologyFile.parse("text", text))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("text")
        .hasMessageContaining(mention);
  }
}
