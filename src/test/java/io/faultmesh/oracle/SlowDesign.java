package io.faultmesh.oracle;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Recompute;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.Preset;
import java.util.BitSet;

/**
 * A design under the faults of a trial, as settings only: what follows from them is the reference's
 * own to work out.
 *
 * @param importance neurons, or channels of a design that repeats channels
 */
public record SlowDesign(
    DesignSettings settings,
    ArraySettings array,
    DppuSettings dppu,
    Importance importance,
    FaultPlan plan,
    int trial) {

  /** No protection, and no faults. */
  public static SlowDesign golden(IntegerNetwork network) {
    return new SlowDesign(
        DesignSettings.preset(Preset.BASE),
        ArraySettings.DEFAULT,
        DppuSettings.DEFAULT,
        Importance.none(network.layers().size()),
        new FaultPlan(FaultSettings.NONE, 0),
        0);
  }

  /** The same design as the engines take it. */
  public Protection protection(IntegerNetwork network) {
    return Protection.of(settings, network, array, dppu, importance);
  }

  private BitSet important(int layer) {
    return importance.layers().get(layer);
  }

  boolean repeats(int layer, int channel) {
    return settings.recompute() == Recompute.CHANNELS && important(layer).get(channel);
  }

  boolean isOnDppu(int layer, int neuron) {
    return settings.recompute() == Recompute.DPPU && important(layer).get(neuron);
  }

  /** How many of a neuron's top result bits are voted bit by bit. */
  int votedBits(int layer, int channel, int neuron) {
    if (settings.recompute() == Recompute.CHANNELS) {
      return important(layer).get(channel) ? 0 : settings.ordinaryBits();
    }
    return important(layer).get(neuron) ? settings.importantBits() : settings.ordinaryBits();
  }
}
