package io.faultmesh.fault;

import io.faultmesh.scenario.FaultSite;
import java.util.Comparator;

/**
 * A kind of bits at a site: those of the values, or those that a mechanism adds.
 *
 * @param kind {@link Draw#DATA} or the mechanism's key
 */
public record Cells(FaultSite site, String kind) implements Comparable<Cells> {
  private static final String STUCK = "stuck";
  private static final Comparator<Cells> ORDER =
      Comparator.comparing(Cells::site)
          .thenComparing(cells -> !cells.isData())
          .thenComparing(Cells::kind);

  public static Cells data(FaultSite site) {
    return new Cells(site, Draw.DATA);
  }

  /** The cells that hold these bits in a buffer, any of which may be stuck. */
  public Cells stuck() {
    return new Cells(site, isData() ? STUCK : STUCK + " " + kind);
  }

  public boolean isData() {
    return kind.equals(Draw.DATA);
  }

  /** By site, values first. */
  @Override
  public int compareTo(Cells other) {
    return ORDER.compare(this, other);
  }
}
