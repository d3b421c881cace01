package io.faultmesh.report;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Comma-separated lines. Names are checked elsewhere to need no quotes; null is an empty field. */
public final class Csv {
  private Csv() {}

  public static String line(Object... fields) {
    return Arrays.stream(fields)
            .map(field -> field == null ? "" : field.toString())
            .collect(Collectors.joining(","))
        + "\n";
  }
}
