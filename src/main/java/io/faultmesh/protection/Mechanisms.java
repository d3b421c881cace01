package io.faultmesh.protection;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.ProtectSettings;
import java.util.ArrayList;
import java.util.List;

/** The mechanisms of a design: those that its preset's keys stand for, then its list. */
public final class Mechanisms {
  private Mechanisms() {}

  /**
   * A design's mechanisms in their order.
   *
   * @throws BadInputException if one of them protects nothing that this program knows
   */
  public static List<Mechanism> of(DesignSettings design, DppuSettings dppu) {
    List<ProtectSettings> entries = new ArrayList<>(design.protectOfKeys(dppu));
    entries.addAll(design.protect());
    List<Mechanism> mechanisms = new ArrayList<>();
    for (ProtectSettings settings : entries) {
      if (!(settings instanceof Mechanism mechanism)) {
        throw new BadInputException(
            "design " + design.name() + ": " + settings.key() + " is no protection mechanism");
      }
      mechanisms.add(mechanism);
    }
    return mechanisms;
  }

  /** Whether a design's important units are channels. */
  public static boolean rankChannels(DesignSettings design) {
    return of(design, DppuSettings.DEFAULT).stream().anyMatch(Mechanism::ranksChannels);
  }
}
