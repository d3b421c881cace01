package io.faultmesh.network.onnx.file;

import java.util.List;
import java.util.Map;

/** What users can do about operators that are refused. */
final class Remedies {
  private static final String CUT =
      "cut the graph in front of it: name the value that it reads as networkOutput";

  private static final Map<List<String>, String> BY_OPERATOR =
      Map.of(
          List.of("LSTM", "GRU", "RNN", "Loop", "Scan"),
          "recurrent parts are not modelled; " + CUT,
          List.of("If"),
          "export with a fixed input shape and fold constants, so that no condition is left",
          List.of("NonMaxSuppression", "TopK", "NonZero", "RoiAlign", "ArgMin", "ScatterND"),
          "belongs behind the network; " + CUT,
          List.of("ConvTranspose", "Upsample"),
          "train and export with Resize (nearest) and Conv in its place",
          List.of("Erf", "Pow", "Sqrt", "Exp", "Log"),
          "export with a newer operator set (17 or later), in which the pattern is one operator",
          List.of("InstanceNormalization", "GroupNormalization"),
          "train with BatchNormalization in its place, which folds into layers");

  private Remedies() {}

  static String of(String operator) {
    return BY_OPERATOR.entrySet().stream()
        .filter(entry -> entry.getKey().contains(operator))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("write it with supported operators, or " + CUT);
  }
}
