package io.faultmesh.campaign.single;

import io.faultmesh.fault.FaultForm;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Faults as a list that {@code replay} takes: those that had an outcome, and had it in most designs
 * first. Each image's faults have a trial each; what is stuck strikes all images, so it has a trial
 * that is its own.
 */
final class FaultListing {
  private static final int MOST = 10_000;
  private static final String COLUMNS = "trial,image,layer,site,replica,neuron,bit";

  /** An outcome that lists a fault. */
  interface Choice {
    boolean takes(byte mask);
  }

  private final boolean hasStuck;
  private final Map<Integer, Integer> trials = new HashMap<>();
  private final StringBuilder csv = new StringBuilder(COLUMNS);
  private int ownTrial;

  private FaultListing(List<SingleFault> chosen) {
    Map<Integer, Integer> perImage = new HashMap<>();
    for (SingleFault fault : chosen) {
      if (!fault.form().isPermanent()) {
        perImage.merge(fault.image(), 1, Integer::sum);
      }
    }
    ownTrial = perImage.values().stream().mapToInt(count -> count).max().orElse(0);
    hasStuck = chosen.stream().anyMatch(fault -> fault.form().isPermanent());
    csv.append(hasStuck ? ",stuck\n" : "\n");
  }

  /**
   * The list.
   *
   * @param masks outcomes of each fault by design
   * @param did what the chosen ones did, for the comment above them
   */
  static String csv(
      List<SingleFault> faults, Map<String, byte[]> masks, String did, Choice choice) {
    Map<Integer, Map<String, List<SingleFault>>> byCount = new TreeMap<>();
    for (int i = 0; i < faults.size(); i++) {
      List<String> struck = new ArrayList<>();
      for (Map.Entry<String, byte[]> design : masks.entrySet()) {
        if (choice.takes(design.getValue()[i])) {
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
    List<SingleFault> chosen =
        byCount.values().stream()
            .flatMap(same -> same.values().stream())
            .flatMap(List::stream)
            .limit(MOST)
            .toList();
    FaultListing listing = new FaultListing(chosen);
    int left = chosen.size();
    for (Map<String, List<SingleFault>> same : byCount.values()) {
      for (Map.Entry<String, List<SingleFault>> group : same.entrySet()) {
        listing.csv.append("# ").append(did).append(' ').append(group.getKey()).append('\n');
        group.getValue().stream().limit(left).forEach(listing::add);
        left -= Math.min(left, group.getValue().size());
      }
    }
    return listing.csv.toString();
  }

  private void add(SingleFault fault) {
    if (fault.form().isPermanent()) {
      String stuck = fault.form() == FaultForm.STUCK_AT_1 ? "1" : "0";
      line(ownTrial++, -1, fault, fault.value(), fault.bit(), "," + stuck);
      return;
    }
    int bits = fault.site().bitsPerValue();
    int trial = trials.merge(fault.image(), 1, Integer::sum) - 1;
    for (int next = 0; next < fault.width(); next++) {
      long value = fault.value() + (fault.bit() + next) / bits;
      line(trial, fault.image(), fault, value, (fault.bit() + next) % bits, hasStuck ? "," : "");
    }
  }

  private void line(int trial, int image, SingleFault fault, long value, int bit, String stuck) {
    csv.append(
        Text.format(
            "%d,%d,%d,%s,0,%d,%d%s\n",
            trial, image, fault.layer(), fault.site().label(), value, bit, stuck));
  }
}
