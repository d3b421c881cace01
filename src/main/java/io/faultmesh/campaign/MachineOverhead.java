package io.faultmesh.campaign;

import io.faultmesh.cost.Energy;
import io.faultmesh.machine.result.ImageResult;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What a design takes on the machine beyond another one, as fractions of what that one takes. */
public record MachineOverhead(double cycles, double dramBytes, double energy) {

  /** What the machine did for an image, and the energy of it. */
  record FirstImage(ImageResult result, Energy energy) {}

  /** In the mean of several images, or of one in several trials. */
  static MachineOverhead of(List<FirstImage> images, FirstImage base) {
    return new MachineOverhead(
        beyond(images, base, image -> image.result.cycles()),
        beyond(images, base, image -> image.result.dramBytes()),
        beyond(images, base, image -> image.energy.totalPj()));
  }

  private static double beyond(
      List<FirstImage> images, FirstImage base, ToDoubleFunction<FirstImage> figure) {
    double mean = images.stream().mapToDouble(figure).average().orElseThrow();
    return mean / figure.applyAsDouble(base) - 1;
  }
}
