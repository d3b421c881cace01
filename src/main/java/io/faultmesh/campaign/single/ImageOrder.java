package io.faultmesh.campaign.single;

import io.faultmesh.campaign.unit.WorkPlan;
import io.faultmesh.campaign.unit.WorkUnit;
import io.faultmesh.fault.SingleFault;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The faults of a step in the order of their images, cut into units: a unit has a share of those
 * that meet its images.
 */
final class ImageOrder {
  private final List<SingleFault> faults;
  private final WorkPlan plan;

  /** Numbers of faults in the step. */
  private final int[] order;

  /**
   * Orders faults.
   *
   * @param plan see {@link WorkPlan#ofFaults}
   */
  ImageOrder(List<SingleFault> faults, WorkPlan plan) {
    this.faults = faults;
    this.plan = plan;
    this.order =
        IntStream.range(0, faults.size())
            .boxed()
            .sorted(Comparator.comparingInt(number -> faults.get(number).image()))
            .mapToInt(number -> number)
            .toArray();
  }

  /** The numbers of a unit's faults. */
  int[] numbers(WorkUnit unit) {
    int first = position(unit.firstImage());
    int length = position(unit.firstImage() + unit.images()) - first;
    int shares = plan.rounds().get(0);
    int share = unit.firstTrial() % shares;
    int from = first + (int) ((long) length * share / shares);
    int to = first + (int) ((long) length * (share + 1) / shares);
    return IntStream.range(from, to).map(position -> order[position]).toArray();
  }

  List<SingleFault> faults(WorkUnit unit) {
    return IntStream.of(numbers(unit)).mapToObj(faults::get).toList();
  }

  /** Of the first fault that meets an image, or one behind it. */
  private int position(int image) {
    int low = 0;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (faults.get(order[middle]).image() < image) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
