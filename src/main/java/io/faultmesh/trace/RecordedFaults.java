package io.faultmesh.trace;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.StuckBit;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The faults of a trace, to be played on another design. A trace of several designs has the same
 * faults in each as far as the design has the bits; those of its first design are taken.
 */
public final class RecordedFaults {
  private static final long MAX_BYTES = 1L << 28;
  private static final int MAX_FLIPS_OF_IMAGE = 5_000_000;
  private static final int MAX_PLACES_OF_IMAGE = 100_000;

  private final Path path;
  private final FaultRecord faults;
  private final Map<Draw, Addresses> image = new LinkedHashMap<>();
  private long imageFlips;
  private FaultSettings settings;

  /** Addresses in the order in which they were told. */
  private static final class Addresses {
    private long[] values = new long[4];
    private int size;

    private void add(long value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }
  }

  private RecordedFaults(Path path, FaultRecord faults) {
    this.path = path;
    this.faults = faults;
  }

  /**
   * Reads a whole trace.
   *
   * @throws BadInputException if it is damaged, or holds too many faults
   */
  public static FaultRecord read(Path path) {
    try (TraceReader reader = TraceReader.open(path)) {
      FaultRecord faults = new FaultRecord(path.toString(), reader.header().listedFaults());
      new RecordedFaults(path, faults).read(reader);
      return faults;
    }
  }

  private void read(TraceReader reader) {
    Scope scope = null;
    String design = null;
    for (TraceRecord record = reader.next(); record != null; record = reader.next()) {
      if (record instanceof Scope next) {
        endImage(reader);
        scope = next;
        design = design == null ? next.design() : design;
      } else if (record instanceof TraceEvent event && event.kind().isFault()) {
        if (scope == null) {
          throw new BadInputException(path + ": " + reader.position() + ": a flip of no image");
        }
        if (scope.design().equals(design)) {
          add(scope, event, reader);
        }
      }
    }
    endImage(reader);
  }

  private void add(Scope scope, TraceEvent event, TraceReader reader) {
    Draw place =
        Draw.of(
                rate(scope, event, reader),
                scope.trial(),
                scope.image(),
                event.layer(),
                event.site())
            .ofCopy(event.replica())
            .ofKind(event.cells());
    imageFlips += Long.bitCount(event.flips());
    for (long rest = event.flips(); rest != 0; rest &= rest - 1) {
      int bit = Long.numberOfTrailingZeros(rest);
      if (event.kind() == EventKind.STUCK) {
        if (event.valueNumber() > Integer.MAX_VALUE) {
          throw new BadInputException(
              path + ": " + reader.position() + ": no element has the number of the stuck one");
        }
        faults.add(place, new StuckBit((int) event.valueNumber(), bit, event.value() == 1));
      } else {
        image.computeIfAbsent(place, unused -> new Addresses()).add(event.address() + bit);
      }
    }
    if (imageFlips > MAX_FLIPS_OF_IMAGE
        || image.size() > MAX_PLACES_OF_IMAGE
        || faults.sizeBytes() > MAX_BYTES) {
      throw new BadInputException(
          path
              + ": "
              + reader.position()
              + ": too many faults to play again; record fewer images or trials");
    }
  }

  /** The rate of a flip's place, which is part of its key. */
  private double rate(Scope scope, TraceEvent event, TraceReader reader) {
    if (scope.ber().set() == null && event.kind() != EventKind.STUCK) {
      return scope.ber().rate();
    }
    if (settings == null) {
      String source = path + ": its scenario";
      settings = ScenarioLoader.parse(source, reader.header().scenario(), List.of()).faults();
    }
    if (!settings.points().contains(scope.ber())) {
      throw new BadInputException(
          path + ": " + reader.position() + ": its scenario has no rates " + scope.ber());
    }
    boolean sticks = event.kind() == EventKind.STUCK && settings.sticks(event.site());
    return sticks ? settings.stuck().key(scope.ber()) : settings.rate(scope.ber(), event.site());
  }

  /** The machine tells flips by cycle, and one that acts in two folds twice. */
  private void endImage(TraceReader reader) {
    try {
      image.forEach(
          (place, addresses) ->
              Arrays.stream(addresses.values, 0, addresses.size)
                  .sorted()
                  .distinct()
                  .forEach(address -> faults.add(place, address)));
    } catch (IllegalArgumentException e) {
      throw new BadInputException(
          path + ": " + reader.position() + ": flips of an image that came before", e);
    }
    image.clear();
    imageFlips = 0;
  }
}
