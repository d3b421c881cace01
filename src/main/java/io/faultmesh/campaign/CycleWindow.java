package io.faultmesh.campaign;

import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.machine.LoopMachine;
import io.faultmesh.machine.Machine;
import io.faultmesh.machine.probe.Witness;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.MeasureSettings.Trace;
import io.faultmesh.scenario.WindowSettings;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Leaves of an image's flips those that come within a window of cycles. When a flip comes is when
 * the machine first meets it in a run under all of them: the cycle that a trace tells.
 */
final class CycleWindow {
  private CycleWindow() {}

  /**
   * A run's rates with what is left; its own plan if there is no window.
   *
   * @param index of the image in the whole data set
   * @param pixels int8, (channel, y, x)
   */
  static FaultPlan within(Run run, int index, byte[] pixels, AcceleratorSettings accelerator) {
    WindowSettings window = run.plan().window();
    if (window == null) {
      return run.plan();
    }
    Protection design = run.protection();
    FlipTally tally = new FlipTally(design.layers().size(), new FlipLog());
    DesignFaults faults = new DesignFaults(run.plan(), run.trial(), design, tally);
    Witness witness = new Witness(Trace.FAULTS, design.network());
    LoopMachine.run(Machine.of(design, accelerator, faults, index, pixels).watchedBy(witness));
    return run.plan().only(record(run, index, witness));
  }

  private static FaultRecord record(Run run, int index, Witness witness) {
    FaultPlan plan = run.plan();
    Map<Draw, Set<Long>> met = new HashMap<>();
    Map<Draw, Set<Long>> kept = new HashMap<>();
    // In the order of their cycles.
    for (TraceEvent event : witness.events()) {
      if (event.kind() != EventKind.FLIP) {
        continue;
      }
      Draw place =
          plan.draw(run.trial(), index, event.layer(), event.site())
              .ofCopy(event.replica())
              .ofKind(event.cells());
      for (long rest = event.flips(); rest != 0; rest &= rest - 1) {
        long address = event.address() + Long.numberOfTrailingZeros(rest);
        boolean first = met.computeIfAbsent(place, key -> new HashSet<>()).add(address);
        if (first && plan.window().has(event.cycle())) {
          kept.computeIfAbsent(place, key -> new TreeSet<>()).add(address);
        }
      }
    }
    FaultRecord record = new FaultRecord("faults.window", true);
    kept.forEach((place, addresses) -> addresses.forEach(one -> record.add(place, one)));
    return record;
  }
}
