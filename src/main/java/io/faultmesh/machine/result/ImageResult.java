package io.faultmesh.machine.result;

import java.util.List;

/**
 * What the machine did for one image.
 *
 * @param activity of all components; the recorder leaves it to the machine
 * @param residency of data in all components; as activity
 */
public record ImageResult(
    byte[] logits,
    List<LayerReport> layers,
    Latencies latencies,
    Activity activity,
    Residency residency) {

  /** The sum over all layers. */
  public long cycles() {
    return layers.stream().mapToLong(LayerReport::cycles).sum();
  }

  /** The sum over all layers. */
  public long dramBytes() {
    return layers.stream().mapToLong(LayerReport::dramBytes).sum();
  }
}
