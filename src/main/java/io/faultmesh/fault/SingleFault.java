package io.faultmesh.fault;

import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.List;

/**
 * One flipped bit, the only one that its inference meets.
 *
 * @param image index in the data set
 * @param value number of the struck value in its site and layer, see {@link SiteSpace}
 */
public record SingleFault(int image, int layer, FaultSite site, long value, int bit) {

  /** The plan under which this bit flips in trial 0, and nothing else. */
  public FaultPlan plan() {
    FaultRecord record = new FaultRecord("a single fault", true);
    record.add(Draw.of(0, 0, image, layer, site), value * site.bitsPerValue() + bit);
    FaultSettings settings =
        new FaultSettings((List<Double>) null, List.of(site), 1, null, null, List.of(layer), null);
    return new FaultPlan(settings, Ber.of(0), record);
  }
}
