package io.faultmesh.campaign.single;

import io.faultmesh.fault.SingleFault;
import io.faultmesh.measure.Sampled;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The faults of one step of sampling, stratum after stratum.
 *
 * @param ranges which faults are whose
 */
record Step(List<SingleFault> faults, Map<Stratum, Range> ranges) {

  /** Faults of one stratum, by their numbers. */
  record Range(int first, int end) {

    /** How many there are, and how many of them had an outcome. */
    Sampled count(byte[] masks, SingleOutcome outcome) {
      long cases = 0;
      for (int i = first; i < end; i++) {
        cases += outcome.isIn(masks[i]) ? 1 : 0;
      }
      return new Sampled(end - first, cases);
    }
  }

  static Step of(List<Stratum> strata, Function<Stratum, List<SingleFault>> draws) {
    List<SingleFault> faults = new ArrayList<>();
    Map<Stratum, Range> ranges = new LinkedHashMap<>();
    for (Stratum stratum : strata) {
      int first = faults.size();
      faults.addAll(draws.apply(stratum));
      ranges.put(stratum, new Range(first, faults.size()));
    }
    return new Step(faults, ranges);
  }

  Range of(Stratum stratum) {
    return ranges.get(stratum);
  }
}
