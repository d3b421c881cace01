package io.faultmesh.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What one image gave, without faults and with some; null where there were none.
 *
 * @param image index in the data set; null for an input from a file
 * @param label null without one
 * @param golden without faults, on the same design
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InferenceResult(
    String network,
    String design,
    Integer image,
    Integer label,
    Faults faults,
    Answer floats,
    Answer golden,
    Answer struck,
    List<Layer> layers) {

  /**
   * What struck.
   *
   * @param ber bit error rate; null for a list
   * @param list the file; null for drawn faults
   * @param flips bits that flipped
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Faults(Double ber, String list, int trial, long flips) {}

  /**
   * The values of the network's output.
   *
   * @param values by class: what the stored values stand for, or the float network's own
   * @param stored int8 (or uint8) by class; null of the float network
   * @param crc32 of the stored values in hexadecimal, as in {@code images.csv}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Answer(List<Integer> top5, float[] values, int[] stored, String crc32) {}

  /**
   * One layer's results.
   *
   * @param golden CRC-32 of the results in (channel, y, x) order, in hexadecimal
   * @param struck the same with faults
   * @param differing values that differ from golden
   * @param largest difference, in steps
   * @param flips bits that flipped in this layer, at any site
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Layer(
      int layer,
      String name,
      int values,
      String golden,
      String struck,
      Integer differing,
      Integer largest,
      Long flips) {}
}
