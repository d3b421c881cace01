package io.faultmesh.report.csv;

import io.faultmesh.text.CsvField;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Comma-separated lines, with whatever names in them; null is an empty field. */
public final class Csv {
  private Csv() {}

  public static String line(Object... fields) {
    return Arrays.stream(fields).map(CsvField::of).collect(Collectors.joining(",")) + "\n";
  }
}
