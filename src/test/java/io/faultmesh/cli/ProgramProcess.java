package io.faultmesh.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program in a process of its own, also on a terminal where somebody may press Ctrl-C. */
public final class ProgramProcess {
  private static final String SCRIPT = "/usr/bin/script";
  private static final int CTRL_C = 3;

  private ProgramProcess() {}

  /** Why no Ctrl-C can be tried here; null if it can. */
  public static String noTerminal() throws IOException {
    if (!Files.isExecutable(Path.of(SCRIPT))) {
      return SCRIPT + " gives a terminal; it is missing";
    }
    return ignoresInterrupts() ? "started with SIGINT ignored, which children inherit" : null;
  }

  /** The kernel's mask of ignored signals; SIGINT is the second. */
  private static boolean ignoresInterrupts() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }

  private static List<String> line(List<String> arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfaultmesh.terminal=true",
                "-cp",
                System.getProperty("java.class.path"),
                "io.faultmesh.cli.Faultmesh"));
    line.addAll(arguments);
    return line;
  }

  /** Output and errors are one stream. */
  public static ProcessBuilder plain(List<String> arguments) {
    return new ProcessBuilder(line(arguments)).redirectErrorStream(true);
  }

  /** The same under a pseudo-terminal. */
  public static ProcessBuilder onTerminal(List<String> arguments) {
    String quoted =
        String.join(" ", line(arguments).stream().map(part -> "'" + part + "'").toList());
    return new ProcessBuilder(SCRIPT, "-qec", quoted, "/dev/null").redirectErrorStream(true);
  }

  /** Presses Ctrl-C on the terminal of a process, which may have ended. */
  public static void interrupt(Process terminal) throws IOException {
    OutputStream keys = terminal.getOutputStream();
    try {
      keys.write(CTRL_C);
      keys.flush();
    } catch (IOException e) {
      if (terminal.isAlive()) {
        throw e;
      }
    }
  }
}
