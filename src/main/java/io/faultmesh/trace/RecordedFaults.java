package io.faultmesh.trace;

import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import java.nio.file.Path;

/**
 * The faults of a trace, to be played on another design. A trace of several designs has the same
 * faults in each as far as the design has the bits; those of its first design are taken.
 */
public final class RecordedFaults {
  /** About two bytes each in memory. */
  private static final long MAX_FLIPS = 100_000_000;

  private RecordedFaults() {}

  /**
   * Reads a whole trace.
   *
   * @throws BadInputException if it is damaged, holds no faults, or too many
   */
  public static FaultRecord read(Path path) {
    try (TraceReader reader = TraceReader.open(path)) {
      FaultRecord faults = new FaultRecord(reader.header().listedFaults());
      Scope scope = null;
      String design = null;
      long flips = 0;
      for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
        if (record instanceof Scope next) {
          scope = next;
          design = design == null ? next.design() : design;
        } else if (record instanceof TraceEvent event && event.kind().isFault()) {
          if (scope == null) {
            throw new BadInputException(path + ": " + reader.position() + ": a flip of no image");
          }
          if (scope.design().equals(design)) {
            flips += Long.bitCount(event.flips());
            add(faults, scope, event, path, reader);
          }
        }
        if (flips > MAX_FLIPS) {
          throw new BadInputException(
              path + ": more than " + MAX_FLIPS + " flips; record fewer images or trials");
        }
      }
      return faults;
    }
  }

  private static void add(
      FaultRecord faults, Scope scope, TraceEvent event, Path path, TraceReader reader) {
    FaultRecord.Place place =
        new FaultRecord.Place(
            scope.ber(),
            scope.trial(),
            scope.image(),
            event.layer(),
            event.site(),
            event.replica());
    try {
      for (long rest = event.flips(); rest != 0; rest &= rest - 1) {
        int bit = Long.numberOfTrailingZeros(rest);
        if (event.site() == FaultSite.PE) {
          int element = Math.toIntExact(event.valueNumber());
          faults.add(place, new StuckBit(element, bit, event.value() == 1));
        } else {
          faults.add(place, event.address() + bit);
        }
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new BadInputException(path + ": " + reader.position() + ": " + e.getMessage(), e);
    }
  }
}
