package io.faultmesh.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TextTableTest {
  @Test
  void columnsAreAsWideAsTheyNeed() {
    TextTable table = new TextTable("design", ">cycles").row("base", 9375).row("alg", null);
    assertThat(table).hasToString("design  cycles\nbase     9,375\nalg\n");
  }

  @Test
  void longNamesLoseTheirMiddleAndFiguresNothing() {
    String name = "a".repeat(60) + "z";
    TextTable table = new TextTable("name", "operation", ">MACs", ">bytes");
    table.row(name, "n".repeat(40), 1234567890123L, 9876543210L);
    assertThat(table.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    assertThat(table.toString())
        .contains("1,234,567,890,123", "9,876,543,210", "z ")
        .contains("aa..aa");
  }

  @Test
  void namesThatWouldReadTheSameStandWholeOnLinesOfTheirOwn() {
    String stage = "/encoder/stages/layer.";
    TextTable table = new TextTable(">layer", "name", "shape", ">MACs");
    for (int layer = 0; layer < 3; layer++) {
      table.row(layer, stage + layer + "/convolution/Conv", "9".repeat(50), layer);
    }
    assertThat(table.toString().lines().toList())
        .startsWith("name", "layer  " + "shape" + " ".repeat(47) + "MACs")
        .contains(stage + "1/convolution/Conv")
        .hasSize(8);
  }

  @Test
  void anIntervalIsNeverCut() {
    String interval = "-0.0250 [-0.1234, 0.0994]";
    TextTable table = new TextTable("name", "drop", "others", "more");
    table.row("a".repeat(40), interval, interval, "b".repeat(40));
    assertThat(table.toString()).contains(interval + " " + interval);
  }

  @Test
  void shapesAndSharesAreFiguresAndAreNotCut() {
    TextTable table = new TextTable("name", "input", "slower: p50/p99/max");
    table.row("a".repeat(80), "64x224x224", "123 / 872 / 872");
    assertThat(table.toString()).contains("slower: p50/p99/max", "64x224x224 123 / 872 / 872");
  }

  @Test
  void aDesignThatHeadsFiguresLosesItsMiddleToo() {
    TextTable table = new TextTable("area, mm2", ">" + "d".repeat(70), ">base");
    table.row("array replicas", "1.8189", "0.0000");
    assertThat(table.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    assertThat(table.toString()).contains("array replicas", "dd..dd", "1.8189");
  }

  @Test
  void aLongSentenceGoesOnInTheNextLine() {
    String sentence = "image 300, design " + "d".repeat(50) + "; ber 0.001, trial 0: 74 flips";
    String text = TextTable.wrapped(sentence);
    assertThat(text.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
    assertThat(text.replace("\n  ", " ")).isEqualTo(sentence);
    assertThat(TextTable.wrapped("short enough")).isEqualTo("short enough");
  }

  @Test
  void aWiderTerminalCutsLess() {
    String name = "a".repeat(90);
    System.setProperty("faultmesh.columns", "120");
    try {
      assertThat(new TextTable("name").row(name).toString()).contains(name);
    } finally {
      System.clearProperty("faultmesh.columns");
    }
    assertThat(new TextTable("name").row(name).toString()).contains("a..a").doesNotContain(name);
  }

  @Test
  void namesCannotBreakALineOrSteerATerminal() {
    String text = new TextTable("name").row("a\nb\u001b[31m\u009bx\u202e\t").toString();
    assertThat(text).isEqualTo("name\na\\u000ab\\u001b[31m\\u009bx\\u202e\\u0009\n");
  }

  @Test
  void aRowHasACellPerColumn() {
    assertThatThrownBy(() -> new TextTable("a", "b").row("x"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
