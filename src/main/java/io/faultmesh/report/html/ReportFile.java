package io.faultmesh.report.html;

import io.faultmesh.files.Sha256;
import io.faultmesh.files.WholeFile;
import io.faultmesh.report.read.RunFiles;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file of a report. Its last line holds the hash of all before it, so a report that nobody has
 * touched is known and may be replaced by a newer one; any other file stays.
 */
public final class ReportFile {
  private static final Pattern SEAL =
      Pattern.compile("<!-- faultmesh report, SHA-256 of all above: ([0-9a-f]{64}) -->\n");

  private static final int SEAL_LENGTH = seal("").length();
  private static final int MAX_BYTES = 1 << 26;

  private ReportFile() {}

  /** Where the report of a run goes if nobody says: beside its folder. */
  public static Path beside(Path folder) {
    return folder.resolveSibling(folder.getFileName() + ".html");
  }

  /**
   * Writes the report.
   *
   * @param program name and version of this program
   * @param force whether any file of that name may be replaced
   * @throws BadInputException if the place cannot be written, or somebody's file is there
   */
  public static void write(String program, List<RunFiles> runs, Path file, boolean force) {
    Path input = runs.get(0).folder().resolve("summary.json");
    WholeFile.Target target = WholeFile.target(file, input, force || isUntouched(file));
    String text = HtmlReport.of(program, runs);
    try (WholeFile whole = target.open()) {
      whole.out().write((text + seal(text)).getBytes(StandardCharsets.UTF_8));
      whole.complete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String seal(String text) {
    return "<!-- faultmesh report, SHA-256 of all above: " + Sha256.of(text) + " -->\n";
  }

  private static boolean isUntouched(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MAX_BYTES) {
        return false;
      }
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      int end = Math.max(0, text.length() - SEAL_LENGTH);
      Matcher seal = SEAL.matcher(text.substring(end));
      return seal.matches() && seal.group(1).equals(Sha256.of(text.substring(0, end)));
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }
}
