package io.faultmesh.report.table;

import io.faultmesh.report.InferenceResult;
import io.faultmesh.report.InferenceResult.Answer;
import io.faultmesh.report.InferenceResult.Faults;
import io.faultmesh.report.InferenceResult.Layer;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tables of one image's outputs. */
public final class InferenceText {
  /** As many outputs are shown all; of more the first five of each answer. */
  private static final int SHOWN = 20;

  private InferenceText() {}

  public static Printout of(InferenceResult result) {
    StringBuilder text = new StringBuilder(heading(result)).append("\n");
    top5(text, "float", result.floats());
    top5(text, "golden", result.golden());
    top5(text, "struck", result.struck());
    text.append("\n").append(outputs(result));
    if (result.layers() != null) {
      text.append("\n").append(layers(result));
    }
    return new Printout(text.toString(), result);
  }

  private static String heading(InferenceResult result) {
    String image = result.image() == null ? "input from a file" : "image " + result.image();
    String label = result.label() == null ? "" : ", label " + result.label();
    Faults faults = result.faults();
    String struck = "";
    if (faults != null) {
      String source = faults.list() == null ? Text.format("BER %.1e", faults.ber()) : faults.list();
      String flips = faults.flips() == 1 ? "1 flip" : Text.format("%,d flips", faults.flips());
      struck = Text.format("; %s, trial %d: %s", source, faults.trial(), flips);
    }
    return TextTable.wrapped(
            image + label + ", design " + TextTable.shortened(result.design()) + struck)
        + "\n";
  }

  private static void top5(StringBuilder text, String name, Answer answer) {
    if (answer != null) {
      String classes = answer.top5().stream().map(String::valueOf).collect(Collectors.joining(" "));
      text.append(Text.format("top-5 %-6s  %s%n", name, classes));
    }
  }

  private static String outputs(InferenceResult result) {
    boolean struck = result.struck() != null;
    TextTable table =
        struck
            ? new TextTable("output", ">float", ">golden", ">int8", ">struck", ">int8")
            : new TextTable("output", ">float", ">golden", ">int8");
    for (int i : shown(result)) {
      String real = Text.format("%.5g", result.floats().values()[i]);
      String golden = Text.format("%.5g", result.golden().values()[i]);
      int stored = result.golden().stored()[i];
      if (struck) {
        String faulty = Text.format("%.5g", result.struck().values()[i]);
        table.row(i, real, golden, stored, faulty, result.struck().stored()[i]);
      } else {
        table.row(i, real, golden, stored);
      }
    }
    return table.toString();
  }

  private static Set<Integer> shown(InferenceResult result) {
    Set<Integer> shown = new TreeSet<>();
    for (int i = 0; i < result.golden().stored().length && i <= SHOWN; i++) {
      shown.add(i);
    }
    if (shown.size() > SHOWN) {
      shown.clear();
      List.of(result.floats(), result.golden()).forEach(answer -> shown.addAll(answer.top5()));
      if (result.struck() != null) {
        shown.addAll(result.struck().top5());
      }
    }
    return shown;
  }

  private static String layers(InferenceResult result) {
    boolean struck = result.struck() != null;
    TextTable table =
        struck
            ? new TextTable(
                "layer", "name", ">values", "golden", "struck", ">flips", ">differ", ">largest")
            : new TextTable("layer", "name", ">values", "golden");
    for (Layer layer : result.layers()) {
      if (struck) {
        table.row(
            layer.layer(),
            layer.name(),
            layer.values(),
            layer.golden(),
            layer.struck(),
            layer.flips(),
            layer.differing(),
            layer.largest());
      } else {
        table.row(layer.layer(), layer.name(), layer.values(), layer.golden());
      }
    }
    return table.toString();
  }
}
