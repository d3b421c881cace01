package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * From decoded pixels (0 to 255, RGB) to the network's input: resize the shorter side, crop the
 * centre, order the channels, then {@code (pixel * scale - mean[c]) / std[c]}.
 *
 * @param resize length of the shorter side in pixels; null leaves the size
 * @param crop side of the centre square in pixels; null leaves the size
 * @param mean one value per channel in the order of {@code order}, or one for all; empty means 0
 * @param std like {@code mean}; empty means 1
 */
public record Preprocessing(
    @Within(low = 1) Integer resize,
    @Within(low = 1) Integer crop,
    Order order,
    @Within(low = -1e9, high = 1e9) Double scale,
    @Within(low = -1e9, high = 1e9) List<Double> mean,
    @Within(low = 1e-9, high = 1e9) List<Double> std) {

  /** Order of the colour channels. */
  public enum Order {
    @JsonProperty("rgb")
    RGB,
    @JsonProperty("bgr")
    BGR
  }

  public static final Preprocessing NONE = new Preprocessing(null, null, null, null, null, null);

  private static final int MAX_SIDE = 16_384;

  public Preprocessing {
    if (resize != null) {
      Checks.within("resize", resize, 1, MAX_SIDE);
    }
    if (crop != null) {
      Checks.within("crop", crop, 1, MAX_SIDE);
    }
    order = Checks.orElse(order, Order.RGB);
    scale = Checks.orElse(scale, 1.0);
    Checks.within("scale", scale, -1e9, 1e9);
    mean = Checks.listOrElse(mean, List.of());
    std = Checks.listOrElse(std, List.of());
    for (double value : mean) {
      Checks.within("mean", value, -1e9, 1e9);
    }
    for (double value : std) {
      Checks.within("std", value, 1e-9, 1e9);
    }
  }
}
