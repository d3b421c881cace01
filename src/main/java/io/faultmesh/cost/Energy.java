package io.faultmesh.cost;

import java.util.List;

/** The energy that an image takes, part by part: dynamic energy only, leakage is left out. */
public record Energy(List<Part> parts) {

  /** One part; picojoules. */
  public record Part(String name, double pj) {}

  public Energy {
    parts = List.copyOf(parts);
  }

  public double totalPj() {
    return parts.stream().mapToDouble(Part::pj).sum();
  }
}
