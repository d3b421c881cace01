package io.faultmesh.report.html;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faultmesh.report.compare.RunComparison;
import io.faultmesh.report.read.RunFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report of one or more runs, as the text of an HTML file. The same runs give the same text.
 */
public final class HtmlReport {
  private static final String CHARTS = "/META-INF/resources/webjars/echarts/5.5.0/echarts.min.js";

  private static final int MAX_NAMES = 3;

  private static final List<String> SCRIPTS =
      List.of(
          "elements.js",
          "charts.js",
          "time.js",
          "sections.js",
          "survey.js",
          "times.js",
          "dram.js",
          "single.js",
          "made.js",
          "page.js");

  private HtmlReport() {}

  /**
   * Everything that the page shows.
   *
   * @param program name and version of what made the page
   * @param comparisons of the first run with each other one
   */
  private record Content(
      String program, String title, List<RunContent> runs, List<RunComparison> comparisons) {}

  /**
   * Reads run folders and writes the page.
   *
   * @param program name and version of this program
   * @throws io.faultmesh.scenario.BadInputException if a folder or a file in it cannot be used
   */
  public static String of(String program, List<RunFiles> runs) {
    List<RunContent> contents = runs.stream().map(run -> RunContent.of(run, runs.size())).toList();
    List<RunComparison> comparisons = new ArrayList<>();
    for (RunFiles other : runs.subList(1, runs.size())) {
      comparisons.add(RunComparison.of(runs.get(0), other));
    }
    List<String> names = contents.stream().map(RunContent::name).distinct().toList();
    return page(new Content(program, title(names), contents, comparisons));
  }

  private static String title(List<String> names) {
    return names.size() <= MAX_NAMES
        ? String.join(", ", names)
        : names.get(0) + " and " + (names.size() - 1) + " others";
  }

  private static String page(Content content) {
    String script = SCRIPTS.stream().map(HtmlReport::own).collect(Collectors.joining("\n"));
    String charts = harmless(resource(CHARTS));
    Map<String, String> parts =
        Map.of(
            "title", escaped(content.title()),
            "program", escaped(content.program()),
            "hashes", "'sha256-" + hash(charts) + "' 'sha256-" + hash(script) + "'",
            "style", own("style.css"),
            "charts", charts,
            "data", json(content),
            "script", script);
    return fill(own("page.html"), parts);
  }

  /** Puts parts in the places of their names, {@code {{name}}}; parts are not looked through. */
  private static String fill(String template, Map<String, String> parts) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", at)) {
      int close = template.indexOf("}}", open);
      text.append(template, at, open).append(parts.get(template.substring(open + 2, close)));
      at = close + 2;
    }
    return text.append(template.substring(at)).toString();
  }

  /**
   * JSON that neither ends a script element nor begins a comment in it, whatever names it holds.
   */
  private static String json(Content content) {
    try {
      return new JsonMapper()
          .writeValueAsString(content)
          .replace("<", "\\u003c")
          .replace(">", "\\u003e")
          .replace("&", "\\u0026");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** A library may hold the end of a script element in a text. */
  private static String harmless(String script) {
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--");
  }

  private static String own(String name) {
    return resource("/io/faultmesh/report/html/" + name);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a Content-Security-Policy knows a script by. */
  private static String hash(String script) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
