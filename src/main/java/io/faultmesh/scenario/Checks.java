package io.faultmesh.scenario;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Checks that name the field and the value. */
final class Checks {
  private static final int MAX_NAME_BYTES = 100;

  private Checks() {}

  static <T> T required(String field, T value) {
    if (value == null) {
      throw new IllegalArgumentException(field + " is required");
    }
    return value;
  }

  static String text(String field, String value) {
    if (required(field, value).isBlank()) {
      throw new IllegalArgumentException(field + " must not be empty");
    }
    return value;
  }

  /** A name of which file names are made, with some letters in front and behind. */
  static String fileName(String field, String value) {
    text(field, value);
    int bytes = value.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          field
              + " must be at most "
              + MAX_NAME_BYTES
              + " bytes long, as files are named after it");
    }
    boolean isPlace = value.equals(".") || value.equals("..");
    if (isPlace || value.chars().anyMatch(c -> c == '/' || c == '\\' || c == 0)) {
      throw new IllegalArgumentException(
          field + " must not be '.' or '..' or hold slashes or NUL, as files are named after it");
    }
    if (value.lines().count() != 1) {
      throw new IllegalArgumentException(
          field + " must be one line, as files are named after it and lists name these");
    }
    if (!namesAFile(value)) {
      throw new IllegalArgumentException(
          field
              + " holds characters that file names of this system cannot hold; write it in plain"
              + " letters, or set LC_ALL=C.UTF-8");
    }
    return value;
  }

  /** Under some locales file names are ASCII only. */
  private static boolean namesAFile(String value) {
    try {
      return Path.of(value).getNameCount() == 1;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  static <T> T orElse(T value, T fallback) {
    return value == null ? fallback : value;
  }

  static <T> List<T> listOrElse(List<T> value, List<T> fallback) {
    if (value == null) {
      return fallback;
    }
    for (T item : value) {
      if (item == null) {
        throw new IllegalArgumentException("a list must not hold empty items");
      }
    }
    return List.copyOf(value);
  }

  static int within(String field, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          field + " must be between " + low + " and " + high + ", not " + value);
    }
    return value;
  }

  static double within(String field, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          field + " must be between " + low + " and " + high + ", not " + value);
    }
    return value;
  }
}
