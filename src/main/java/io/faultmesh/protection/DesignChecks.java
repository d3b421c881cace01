package io.faultmesh.protection;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.text.Text;
import java.util.List;

/** Which parts of a design do not go together. */
final class DesignChecks {
  private DesignChecks() {}

  /**
   * Checks a design.
   *
   * @throws BadInputException if its parts do not go together
   */
  static void check(Protection design) {
    refuseTwo(design);
    if (design.array().stream() != null) {
      checkStreams(design);
    }
    checkRepeats(design);
  }

  private static void refuseTwo(Protection design) {
    if (design.mechanisms().stream().filter(one -> one.region().isPresent()).count() > 1) {
      throw new BadInputException(
          "design " + design.name() + ": two mechanisms harden parts of the array; leave one out");
    }
    if (design.mechanisms().stream().filter(one -> one.latch().isPresent()).count() > 1) {
      throw new BadInputException(
          "design "
              + design.name()
              + ": two mechanisms put latches behind accumulators; leave one out");
    }
  }

  /** What reckons with exact sums, or with other numbers than streams stand for. */
  private static void checkStreams(Protection design) {
    String reason = null;
    if (design.judges()) {
      reason = "a mechanism that looks at every value by the bounds of exact sums";
    } else if (design.checksSums()) {
      reason = "checksum, for products of streams are not linear";
    } else if (design.network().layers().stream()
        .anyMatch(l -> l.input().zeroPoint() != 0 || l.input().lowest() == 0)) {
      reason = "inputs that are not int8 around 0";
    }
    if (reason != null) {
      throw new BadInputException(
          "design " + design.name() + ": array.stream does not go with " + reason);
    }
  }

  private static void checkRepeats(Protection design) {
    List<Mechanism> repeaters =
        design.mechanisms().stream().filter(one -> one.passes() > 1).toList();
    if (repeaters.size() > 1) {
      throw new BadInputException(
          Text.format(
              "design %s: %s and %s both compute channels several times; leave one out",
              design.name(), repeaters.get(0).key(), repeaters.get(1).key()));
    }
    if (design.repeatsChannels() && design.recomputes()) {
      throw new BadInputException(
          "design "
              + design.name()
              + ": its important units are channels with "
              + repeaters.get(0).key()
              + ", neurons with recompute; leave one out");
    }
    if (design.repeatsChannels() && design.repairs()) {
      throw new BadInputException(
          "design "
              + design.name()
              + ": dppu.repair does not go with channels that the array computes three times");
    }
    if (design.checksSums()
        && (design.repeatsChannels() || design.repairs() || design.recomputes())) {
      throw new BadInputException(
          "design "
              + design.name()
              + ": checksum goes neither with channels that the array computes several times nor"
              + " with neurons that the dot-product unit computes; leave one out");
    }
    boolean codesResults =
        design.layers().stream()
            .anyMatch(layer -> !layer.station(FaultSite.ACTIVATION).isBitwise());
    if (design.repeatsChannels() && codesResults) {
      throw new BadInputException(
          "design "
              + design.name()
              + ": channels that the array computes three times do not go with a code on site"
              + " activation, for their passes are voted before they are stored");
    }
  }
}
