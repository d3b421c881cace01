package io.faultmesh.cost;

import java.util.List;

/** The area of an accelerator, part by part. */
public record Area(List<Part> parts) {

  /** One part; zero where the design does without. */
  public record Part(String name, double um2) {}

  public Area {
    parts = List.copyOf(parts);
  }

  public double totalUm2() {
    return parts.stream().mapToDouble(Part::um2).sum();
  }

  /** What it takes beyond another accelerator, as a fraction of that one. */
  public double overhead(Area base) {
    return totalUm2() / base.totalUm2() - 1;
  }
}
