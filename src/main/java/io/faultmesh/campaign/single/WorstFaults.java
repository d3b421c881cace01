package io.faultmesh.campaign.single;

import io.faultmesh.fault.SingleFault;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The faults that changed an answer, as a list that {@code replay} takes: those that did so in most
 * designs first. Each image's faults have a trial each.
 */
final class WorstFaults {
  private static final int MOST = 10_000;

  private WorstFaults() {}

  /**
   * The list.
   *
   * @param masks outcomes of each fault by design
   */
  static String csv(List<SingleFault> faults, Map<String, byte[]> masks) {
    Map<Integer, Map<String, List<SingleFault>>> byCount = new TreeMap<>();
    for (int i = 0; i < faults.size(); i++) {
      List<String> struck = new ArrayList<>();
      for (Map.Entry<String, byte[]> design : masks.entrySet()) {
        if (SingleOutcome.SDC_1.isIn(design.getValue()[i])) {
          struck.add(design.getKey());
        }
      }
      if (!struck.isEmpty()) {
        byCount
            .computeIfAbsent(-struck.size(), key -> new TreeMap<>())
            .computeIfAbsent(String.join(", ", struck), key -> new ArrayList<>())
            .add(faults.get(i));
      }
    }
    StringBuilder csv = new StringBuilder("trial,image,layer,site,replica,neuron,bit\n");
    Map<Integer, Integer> trials = new HashMap<>();
    int written = 0;
    for (Map<String, List<SingleFault>> group : byCount.values()) {
      for (Map.Entry<String, List<SingleFault>> same : group.entrySet()) {
        csv.append("# another answer in ").append(same.getKey()).append('\n');
        for (SingleFault fault : same.getValue()) {
          if (written++ < MOST) {
            csv.append(line(trials.merge(fault.image(), 1, Integer::sum) - 1, fault));
          }
        }
      }
    }
    return csv.toString();
  }

  private static String line(int trial, SingleFault fault) {
    int bits = fault.site().bitsPerValue();
    StringBuilder lines = new StringBuilder();
    for (int next = 0; next < fault.width(); next++) {
      lines.append(
          Text.format(
              "%d,%d,%d,%s,0,%d,%d\n",
              trial,
              fault.image(),
              fault.layer(),
              fault.site().label(),
              fault.value() + (fault.bit() + next) / bits,
              (fault.bit() + next) % bits));
    }
    return lines.toString();
  }
}
