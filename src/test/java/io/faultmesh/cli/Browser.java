package io.faultmesh.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Chromium without a window and without a network. */
record Browser(Path program) {
  private static final long SECONDS = 120;

  private static final List<String> FLAGS =
      List.of(
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          // Neither the page nor the browser's own services reach anything.
          "--host-resolver-rules=MAP * ~NOTFOUND",
          "--enable-logging=stderr",
          "--v=0",
          "--window-size=1280,1000");

  /**
   * An opened page.
   *
   * @param dom the document after its scripts have run, as HTML
   * @param messages lines of the console; what the page's policy forbids is one
   */
  record Page(String dom, List<String> messages) {}

  /** The browser of this computer, if there is one. */
  static Optional<Browser> installed() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Browser::new);
  }

  /** Opens a file; the folder takes the browser's own files. */
  Page open(Path file, Path folder) throws IOException, InterruptedException {
    Path own = Files.createTempDirectory(folder, "browser");
    Path dom = own.resolve("dom.html");
    Path log = own.resolve("log.txt");
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(FLAGS);
    command.addAll(List.of("--user-data-dir=" + own.resolve("profile"), "--dump-dom"));
    command.add(file.toUri().toString());
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the browser did not end: " + Files.readString(log));
    }
    return new Page(
        Files.readString(dom),
        Files.readString(log, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> line.contains(":CONSOLE:") || line.contains(":CONSOLE("))
            .toList());
  }
}
