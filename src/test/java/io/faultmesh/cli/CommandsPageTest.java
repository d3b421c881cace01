package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.house.ReferencePage;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** docs/reference/commands.md has a section for every command, with its options and arguments. */
class CommandsPageTest {

  @Test
  void everyCommandAndOptionIsDescribed() {
    ReferencePage page = ReferencePage.of("commands.md");
    int options = 0;
    for (CommandLine line : Faultmesh.commandLine(false).getSubcommands().values()) {
      String name = line.getCommandName();
      assertThat(page.opening()).contains("| `" + name + "` |");
      String section = page.section(name);
      for (String alias : line.getCommandSpec().aliases()) {
        assertThat(section).contains("`" + alias + "`");
      }
      for (OptionSpec option : line.getCommandSpec().options()) {
        if (!option.hidden()) {
          assertThat(page.opening() + section).as(name).contains("`" + option.longestName());
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
