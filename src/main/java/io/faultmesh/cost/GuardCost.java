package io.faultmesh.cost;

import io.faultmesh.machine.result.Activity;
import io.faultmesh.protection.Guard;
import io.faultmesh.protection.LayerProtection;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.List;

/**
 * What guards cost beside the registers of the array: cells of the buffers, which follow from their
 * redundancy, and logic, which the guards state in gates. Our rules: a buffer has as many encoders
 * and checks as it needs words for the array in a cycle, a column of the array has one of each of
 * its guards, and every layer has the same.
 */
final class GuardCost {
  private final Technology technology;
  private final AcceleratorSettings accelerator;

  GuardCost(Technology technology, AcceleratorSettings accelerator) {
    this.technology = technology;
    this.accelerator = accelerator;
  }

  /** Where values of a site are kept on chip, and how many pass in a cycle. */
  private record Place(FaultSite site, double kib, double bytesPerCycle) {}

  private List<Place> places(Protection design) {
    AcceleratorSettings.Cache cache = accelerator.cache();
    int columns = design.built().columns();
    return List.of(
        new Place(FaultSite.WEIGHT, cache.weightKiB(), columns),
        new Place(FaultSite.INPUT, cache.inputKiB(), design.built().rows()),
        new Place(FaultSite.ACTIVATION, cache.outputKiB(), columns),
        new Place(FaultSite.DRAM, 0, accelerator.dram().bytesPerCycle()),
        new Place(FaultSite.ACCUMULATOR, 0, 4.0 * columns));
  }

  /** Parts of the chip that guards add, by mechanism; none for votes inside the array. */
  List<Area.Part> parts(Protection design, double registerFileBitUm2, double gateUm2) {
    List<Area.Part> parts = new ArrayList<>();
    for (Place place : places(design)) {
      Station station = widest(design, place.site);
      String site = place.site.label();
      double more = isVotedInArray(place.site) ? codedOnly(station) : station.cellsPerBit() - 1;
      double cells = place.kib * more * technology.frame().bufferKiBUm2().value();
      if (cells > 0) {
        parts.add(new Area.Part(site + " redundant cells", cells));
      }
      for (Guard guard : station.guards()) {
        double instances = Math.ceil(place.bytesPerCycle / wordBytes(guard));
        int gates = guard.hardware().encoderGates() + guard.hardware().checkGates();
        double um2 =
            instances * gates * gateUm2 + guard.hardware().storedBits() * registerFileBitUm2;
        if (um2 > 0) {
          parts.add(new Area.Part(site + " " + guard.mechanism(), um2));
        }
      }
    }
    return parts;
  }

  /** Results leave the array in copies that have an area of their own; a code adds to one copy. */
  private static boolean isVotedInArray(FaultSite site) {
    return site == FaultSite.ACTIVATION || site == FaultSite.ACCUMULATOR;
  }

  private static double codedOnly(Station station) {
    return station.cellsPerBit() - station.copies();
  }

  /** Energy of encoders and checks of one image. */
  double logicPj(Protection design, Activity activity, long dramBytes) {
    double pj = 0;
    for (Place place : places(design)) {
      for (Guard guard : widest(design, place.site).guards()) {
        Activity.Traffic bytes = traffic(place.site, activity, dramBytes);
        double words = 1 / wordBytes(guard);
        pj +=
            words
                * technology.energy().gatePj().value()
                * (bytes.readBytes() * guard.hardware().checkGates()
                    + bytes.writtenBytes() * guard.hardware().encoderGates());
      }
    }
    return pj;
  }

  private static Activity.Traffic traffic(FaultSite site, Activity activity, long dramBytes) {
    return switch (site) {
      case WEIGHT -> activity.weightBuffer();
      case INPUT -> activity.inputBuffer();
      case ACTIVATION -> new Activity.Traffic(activity.requantised(), activity.requantised());
      case ACCUMULATOR -> new Activity.Traffic(4 * activity.requantised(), 0);
      default -> new Activity.Traffic(dramBytes, dramBytes);
    };
  }

  /** How many times as many cells an access of a buffer touches. */
  double cellsPerBit(Protection design, FaultSite site) {
    Station station = widest(design, site);
    return isVotedInArray(site) ? 1 + codedOnly(station) : station.cellsPerBit();
  }

  private static double wordBytes(Guard guard) {
    int bits = guard.redundancy().valuesPerWord() * guard.site().bitsPerValue();
    return (double) bits / Byte.SIZE;
  }

  /** The station of the layer that has most cells. */
  private static Station widest(Protection design, FaultSite site) {
    Station widest = null;
    for (LayerProtection layer : design.layers()) {
      Station own = layer.station(site);
      boolean isWider =
          widest == null
              || own.cellsPerBit() > widest.cellsPerBit()
              || own.guards().size() > widest.guards().size();
      widest = isWider ? own : widest;
    }
    return widest;
  }
}
