package io.faultmesh.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever language the computer speaks: the same bytes, which are read everywhere. */
class LocaleTest {
  private static final Pattern OF_THE_LOCALE =
      Pattern.compile("\\.formatted\\(|String\\.format\\(|\\.printf\\(");

  private static final String SCENARIO = "scenarios/lenet-fashion.yaml";

  @TempDir Path folder;

  @Test
  void noSourceFormatsByTheLocale() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
        if (!file.endsWith("Text.java") && OF_THE_LOCALE.matcher(Files.readString(file)).find()) {
          found.add(file.toString());
        }
      }
    }
    assertThat(found).as("use Text.format").isEmpty();
  }

  @Test
  void allFilesAndTablesAreTheSameUnderEveryLocale() throws IOException {
    Map<String, String> english = everything("en-US");
    assertThat(english).containsKeys("run/flips.csv", "memory.csv", "faults.csv", "out cost");
    for (String language : List.of("ar-EG", "tr-TR", "de-DE")) {
      Map<String, String> other = everything(language);
      assertThat(other.keySet()).as(language).isEqualTo(english.keySet());
      other.forEach(
          (name, text) -> assertThat(text).as(language + " " + name).isEqualTo(english.get(name)));
    }
  }

  /** Output and files of all commands. */
  private Map<String, String> everything(String language) throws IOException {
    Locale before = Locale.getDefault();
    Path own = folder.resolve(language);
    Files.createDirectories(own);
    try {
      Locale.setDefault(Locale.forLanguageTag(language));
      Map<String, String> all = new TreeMap<>();
      String run = own.resolve("run").toString();
      String trace = own.resolve("run/trace.fmtrace").toString();
      String list = own.resolve("faults.csv").toString();
      String[] small = {
        "--set", "designs=[base, arch]", "--set", "dataset.images=3", "--set", "faults.trials=2",
      };
      all.put(
          "out run", out(own, small, "run", SCENARIO, "--out", run, "--set", "measure.trace=full"));
      all.put(
          "out trace",
          out(
              own,
              new String[0],
              "trace",
              trace,
              "--csv",
              own + "/memory.csv",
              "--faults",
              list,
              "--svg",
              own + "/t.svg",
              "--perfetto",
              own + "/t.json"));
      all.put(
          "out again",
          out(own, new String[0], "replay", trace, "--data", "scenarios", "--out", own + "/again"));
      all.put(
          "out list", out(own, small, "replay", list, "--on", SCENARIO, "--out", own + "/list"));
      all.put("out cost", out(own, small, "cost", SCENARIO));
      all.put(
          "out timing", out(own, new String[0], "timing", "scenarios/networks/lenet-fashion.onnx"));
      all.put(
          "out network",
          out(own, new String[0], "network", "scenarios/networks/lenet-fashion.onnx"));
      try (Stream<Path> files = Files.walk(own)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          // Wall time differs between any two runs.
          if (!file.endsWith("timing.json")) {
            byte[] bytes = Files.readAllBytes(file);
            all.put(own.relativize(file).toString(), new String(bytes, "ISO-8859-1"));
          }
        }
      }
      return all;
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String out(Path own, String[] more, String... command) {
    String[] all = Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new);
    Cli.Outcome outcome = Cli.run(all);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    return outcome.out().replace(own.toString(), "{own}");
  }
}
