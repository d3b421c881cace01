package io.faultmesh.scenario.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Texts that are no scenario: each is one plain line with its place. */
class ScenarioTextTest {
  private static final String MINIMAL =
      "name: small\nnetwork: net.onnx\ndataset: {format: idx, path: data}\n";

  private static final int MUTATIONS = 3_400;

  private static final List<String> DAMAGE =
      List.of(
          ":",
          "-",
          "[",
          "]",
          "{",
          "}",
          "\n",
          "#",
          "'",
          "\"",
          "&a ",
          "*a",
          "!!int ",
          "!x ",
          "|",
          ">",
          "%",
          "@",
          "\t",
          "0",
          "1e400",
          "-1",
          "99999999999999999999",
          ".nan",
          ".inf",
          "null",
          "true",
          "[]",
          "{}",
          "\u0000",
          "\u001b",
          "\u00e9",
          "\ud83d\ude00",
          "\n...\n",
          "\n---\n",
          "0x1f",
          "1_000",
          "2001-01-01",
          "<<: ",
          "? ",
          ": ");

  private static void refused(String text, String expected) {
    assertThatThrownBy(() -> ScenarioLoader.parse("s.yaml", text, List.of()))
        .isInstanceOf(BadInputException.class)
        .message()
        .contains(expected)
        .doesNotContain("\n");
  }

  @Test
  void aSecondDocumentIsNeverIgnored() {
    refused(MINIMAL + "---\nfoo: 1\n", "s.yaml:4:1: a second document (---) begins here");
    refused("name: x\n---\n" + MINIMAL, "s.yaml:2:1: a second document");
    refused(MINIMAL + "---\n", "s.yaml:4:1: a second document");
    assertThat(ScenarioLoader.parse("s.yaml", "---\n" + MINIMAL + "...\n", List.of()).name())
        .isEqualTo("small");
  }

  @Test
  void deepNestingIsRefusedBeforeItCostsAnything() {
    for (int depth : new int[] {60, 900, 200_000}) {
      String expected = "nested more than 50 deep";
      refused(MINIMAL + "designs: " + "[".repeat(depth) + "]".repeat(depth), expected);
      refused(MINIMAL + "designs: " + "{a: ".repeat(depth), expected);
    }
  }

  @Test
  void tagsAreRefusedWithoutJavaClassNames() {
    refused(MINIMAL + "designs: !!java.net.URL [x]\n", "s.yaml:4:10: tags (!!java.net.URL)");
    refused(MINIMAL.replace("small", "!!str small"), "s.yaml:1:7: tags (!!str) are not supported");
    refused(MINIMAL.replace("small", "!own small"), "tags (!own)");
  }

  @Test
  void charactersThatAreNoTextAreNamedWithTheirPlace() {
    refused(MINIMAL.replace("net.onnx", "net\u0000"), "s.yaml:2:13: the character U+0000");
    refused(MINIMAL.replace("net.onnx", "\u001b[31m"), "s.yaml:2:10: the character U+001B");
  }

  @Test
  void numbersOfAnySizeAreRefusedPlainly() {
    String many = "9".repeat(20_000);
    refused(MINIMAL + "faults: {trials: " + many + "}\n", "a number of more than 400 digits");
    refused(
        MINIMAL + "faults: {trials: 99999999999}\n", "faults.trials is too large: '99999999999'");
    refused(MINIMAL + "faults: {seed: " + "9".repeat(30) + "}\n", "faults.seed is too large");
    refused(MINIMAL + "faults: {ber: [.inf]}\n", "'.inf' is not a number that counts here");
    refused(MINIMAL + "faults: {ber: [1e999]}\n", "faults.ber must be between");
  }

  @Test
  void mutatedScenariosAreScenariosOrOnePlainLine() throws IOException {
    List<String> texts = new ArrayList<>();
    for (Path file : ShippedScenariosTest.scenarios()) {
      texts.add(Files.readString(file));
    }
    for (long seed = 0; seed < MUTATIONS; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder(texts.get(random.nextInt(texts.size())));
      for (int i = 0; i <= random.nextInt(3); i++) {
        mutate(text, random);
      }
      try {
        ScenarioLoader.parse("s.yaml", text.toString(), List.of());
      } catch (BadInputException e) {
        assertThat(e)
            .as("failed on seed " + seed)
            .message()
            .matches("s\\.yaml:\\d+:\\d+: .{5,600}")
            .doesNotContainPattern(
                "\\b(java|com|org|io)\\.\\w+\\.|Exception|\\b[A-Z]\\w+@[0-9a-f]{6}");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("failed on seed " + seed + ":\n" + text, e);
      }
    }
  }

  private static void mutate(StringBuilder text, Random random) {
    String damage = DAMAGE.get(random.nextInt(DAMAGE.size()));
    int start = random.nextInt(text.length());
    switch (random.nextInt(3)) {
      case 0 -> text.insert(start, damage);
      case 1 -> text.delete(start, Math.min(text.length(), start + 1 + random.nextInt(8)));
      default -> {
        int end = start;
        while (end < text.length() && " ,:]}\n".indexOf(text.charAt(end)) < 0) {
          end++;
        }
        while (start > 0 && " ,:[{\n".indexOf(text.charAt(start - 1)) < 0) {
          start--;
        }
        text.replace(start, end, damage);
      }
    }
  }
}
