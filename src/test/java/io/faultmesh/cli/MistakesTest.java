package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table {@code mistakes.txt}: each mistake is one line that names its remedy. */
class MistakesTest {
  private static final Path TABLE = Path.of("src", "test", "resources", "mistakes.txt");

  private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");

  /** Files in front of a command, the command, and what it answers. */
  record Mistake(List<String> files, String command, String answer) {
    @Override
    public String toString() {
      return command;
    }
  }

  static List<Mistake> mistakes() throws IOException {
    List<Mistake> mistakes = new ArrayList<>();
    List<String> files = new ArrayList<>();
    String command = null;
    for (String line : Files.readAllLines(TABLE)) {
      if (line.startsWith("+")) {
        files.add(line.substring(1).strip());
      } else if (line.startsWith("$")) {
        command = line.substring(1).strip();
      } else if (line.startsWith(">")) {
        mistakes.add(new Mistake(List.copyOf(files), command, line.substring(1).strip()));
        files.clear();
      }
    }
    return mistakes;
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsOneLineWithItsRemedy(Mistake mistake, @TempDir Path folder) throws IOException {
    for (String file : mistake.files) {
      String[] parts = (file + " ").split(" ", 2);
      String text = parts[1].strip().replace("\\n", "\n").replace("\\t", "\t");
      Files.writeString(folder.resolve(parts[0]), text);
    }
    List<String> arguments = new ArrayList<>();
    Matcher matcher = ARGUMENT.matcher(mistake.command.replace("{tmp}", folder.toString()));
    while (matcher.find()) {
      arguments.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    Cli.Outcome outcome = Cli.run(arguments.toArray(String[]::new));
    String line =
        outcome
            .err()
            .replace(folder.toString(), "{tmp}")
            .replace(Path.of("").toAbsolutePath().toString(), "{here}");
    assertThat(line).isEqualTo("faultmesh: " + mistake.answer + System.lineSeparator());
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void theTableHoldsTheSixtyMostLikelyMistakes() throws IOException {
    assertThat(mistakes().stream().map(Mistake::command).distinct()).hasSizeGreaterThan(59);
  }
}
