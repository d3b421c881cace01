package io.faultmesh.fault;

import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.List;

/**
 * One event, the only one that its inference meets: a flipped bit, or neighbouring ones.
 *
 * @param image index in the data set
 * @param value number of the struck value in its site and layer, see {@link SiteSpace}
 * @param bit the first that flips
 * @param width bits that flip, perhaps of the next values, too
 */
public record SingleFault(int image, int layer, FaultSite site, long value, int bit, int width) {

  /** A single bit. */
  public SingleFault(int image, int layer, FaultSite site, long value, int bit) {
    this(image, layer, site, value, bit, 1);
  }

  /** The plan under which this bit flips in trial 0, and nothing else. */
  public FaultPlan plan() {
    FaultRecord record = new FaultRecord("single fault", true);
    for (int next = 0; next < width; next++) {
      record.add(Draw.of(0, 0, image, layer, site), value * site.bitsPerValue() + bit + next);
    }
    FaultSettings settings =
        new FaultSettings((List<Double>) null, List.of(site), 1, null, null, List.of(layer), null);
    return new FaultPlan(settings, Ber.of(0), record);
  }
}
