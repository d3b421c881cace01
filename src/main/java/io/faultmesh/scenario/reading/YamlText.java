package io.faultmesh.scenario.reading;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Text;
import java.io.StringReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/** What YAML allows and a file of ours does not: it is one document of plain keys and values. */
final class YamlText {
  private static final int MAX_DEPTH = 50;

  /** No figure of ours needs more digits, and longer ones are slow to read. */
  private static final int MAX_DIGITS = 400;

  private final String source;
  private int documents;
  private int depth;

  private YamlText(String source) {
    this.source = source;
  }

  /**
   * Refuses what is no plain YAML document.
   *
   * @param source names the text in errors, up to line and column
   * @throws BadInputException with line and column of the first problem
   */
  static void check(String source, String text) {
    YamlText check = new YamlText(source);
    try {
      for (Event event : new Yaml(new LoaderOptions()).parse(new StringReader(text))) {
        String problem = check.problem(event);
        if (problem != null) {
          throw check.bad(event.getStartMark(), problem, null);
        }
      }
    } catch (MarkedYAMLException e) {
      throw check.bad(e.getProblemMark(), "not valid YAML: " + e.getProblem(), e);
    } catch (ReaderException e) {
      String before = text.substring(0, Math.min(text.length(), Math.max(0, e.getPosition())));
      int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
      int column = before.length() - before.lastIndexOf('\n');
      String character = Text.format("U+%04X", e.getCodePoint());
      throw new BadInputException(
          source + line + ":" + column + ": the character " + character + " is not text", e);
    } catch (YAMLException e) {
      throw new BadInputException(source + "1:1: not valid YAML", e);
    }
  }

  private BadInputException bad(Mark mark, String problem, Exception cause) {
    String place = mark == null ? "1:1" : place(mark);
    return new BadInputException(source + place + ": " + problem, cause);
  }

  static String place(Mark mark) {
    return (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  private String problem(Event event) {
    if (event instanceof DocumentStartEvent) {
      documents++;
      return documents > 1 ? "a second document (---) begins here; one file holds one" : null;
    }
    if (event instanceof AliasEvent alias) {
      return "aliases (*" + alias.getAnchor() + ") are not supported; write the value out";
    }
    if (event instanceof CollectionStartEvent start) {
      depth++;
      return depth > MAX_DEPTH
          ? "brackets and indents are nested more than " + MAX_DEPTH + " deep"
          : tag(start.getTag());
    }
    if (event instanceof CollectionEndEvent) {
      depth--;
    }
    if (event instanceof ScalarEvent scalar) {
      String value = scalar.getValue();
      boolean longNumber = value.length() > MAX_DIGITS && value.matches("[-+]?[0-9._eE+-]+");
      return longNumber ? "a number of more than " + MAX_DIGITS + " digits" : tag(scalar.getTag());
    }
    return null;
  }

  private static String tag(String tag) {
    return tag == null || tag.equals("!")
        ? null
        : "tags (" + tag.replace("tag:yaml.org,2002:", "!!") + ") are not supported; remove it";
  }
}
