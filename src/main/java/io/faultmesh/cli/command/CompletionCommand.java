package io.faultmesh.cli.command;

import io.faultmesh.cli.option.Terminal;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Teaches the shell the commands. */
@Command(
    name = "completion",
    description = "Prints a script with which bash and zsh complete commands and options.",
    footer = {
      "",
      "Example:",
      "  faultmesh completion > ~/.faultmesh-completion",
      "  . ~/.faultmesh-completion"
    })
public final class CompletionCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandSpec root = spec.root();
    Terminal.print(AutoComplete.bash(root.name(), root.commandLine()));
  }
}
