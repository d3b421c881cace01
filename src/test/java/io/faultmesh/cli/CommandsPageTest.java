package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/reference/commands.md has a section for every command, with its options and arguments. */
class CommandsPageTest {

  @Test
  void everyCommandAndOptionIsDescribed() throws IOException {
    String page = Files.readString(Path.of("docs", "reference", "commands.md"));
    String common = page.split("\n## ", 2)[0];
    int options = 0;
    for (var command : Faultmesh.commandLine(false).getSubcommands().entrySet()) {
      CommandLine line = command.getValue();
      String name = line.getCommandName();
      assertThat(page).contains("\n## " + name + "\n").contains("`" + command.getKey() + "`");
      String section = page.split("\n## " + name + "\n", 2)[1].split("\n## ", 2)[0];
      for (OptionSpec option : line.getCommandSpec().options()) {
        if (!option.hidden()) {
          assertThat(common + section).as(name).contains("`" + option.longestName());
          options++;
        }
      }
      for (ArgSpec argument : line.getCommandSpec().positionalParameters()) {
        assertThat(section).as(name).contains(argument.paramLabel().replaceAll("\\W+", ""));
      }
    }
    assertThat(options).isGreaterThan(60);
  }
}
