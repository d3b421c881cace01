package io.faultmesh.scenario;

import java.util.List;

/** Checks that name the field and the value. */
final class Checks {
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
