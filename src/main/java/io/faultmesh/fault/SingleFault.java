package io.faultmesh.fault;

import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.StuckSettings;
import java.util.List;

/**
 * One event, the only one that its inference meets: a flipped bit, or neighbouring ones, or a bit
 * that is stuck.
 *
 * @param image index in the data set
 * @param layer {@link Draw#ALL} for what is stuck: all layers meet it
 * @param value number of the struck value in its site and layer, see {@link SiteSpace}; of what is
 *     stuck the number of the element, of the cell of the buffer, or of the register
 * @param bit the first that is struck
 * @param width bits that flip, perhaps of the next values, too
 */
public record SingleFault(
    FaultForm form, int image, int layer, FaultSite site, long value, int bit, int width) {

  /** A flip of a single bit. */
  public SingleFault(int image, int layer, FaultSite site, long value, int bit) {
    this(FaultForm.FLIP, image, layer, site, value, bit, 1);
  }

  /**
   * The plan under which this happens in trial 0, and nothing else.
   *
   * @param chip whose cells may be stuck
   */
  public FaultPlan plan(AcceleratorSettings chip) {
    return form.isPermanent() ? stuck(chip) : flipsAt(site, layer).only(flips());
  }

  /** What flips at a place of the network, and nothing of it yet: its flips share that. */
  public static FaultPlan flipsAt(FaultSite site, int layer) {
    FaultSettings settings =
        new FaultSettings((List<Double>) null, List.of(site), 1, null, null, List.of(layer), null);
    return new FaultPlan(settings, Ber.of(0), record());
  }

  private static FaultRecord record() {
    return new FaultRecord("single fault", true);
  }

  /** The bits that flip; none where one is stuck. */
  public FaultRecord flips() {
    FaultRecord record = record();
    for (int next = 0; next < width; next++) {
      record.add(Draw.of(0, 0, image, layer, site), value * site.bitsPerValue() + bit + next);
    }
    return record;
  }

  private FaultPlan stuck(AcceleratorSettings chip) {
    FaultRecord record = record();
    boolean one = form == FaultForm.STUCK_AT_1;
    record.add(Draw.of(0, 0, Draw.ALL, Draw.ALL, site), new StuckBit((int) value, bit, one));
    StuckSettings cells = new StuckSettings(List.of(site), null, List.of(0.0), null);
    FaultSettings settings =
        new FaultSettings(null, null, 1, null, null, null, null, null, cells, null);
    return new FaultPlan(settings, Ber.of(0), record, chip);
  }
}
