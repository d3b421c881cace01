package io.faultmesh.report.compare;

import io.faultmesh.measure.Interval;

/**
 * A share of images in two runs.
 *
 * @param ber a number, or the name of a set of rates; null for a run without faults
 * @param measure accuracy or sdc1
 * @param difference the second less the first
 * @param theseImages 95 % interval of the difference over all trials there could be, on these
 *     images; null if the runs do not have the same images and trials
 * @param population 95 % interval of the difference for other images of this kind
 * @param paired by what: image, trial, or none
 */
public record ShareDifference(
    String design,
    Object ber,
    String measure,
    double first,
    double second,
    double difference,
    Interval theseImages,
    Interval population,
    Pairing paired) {

  /** What of both runs belongs together. */
  public enum Pairing {
    /** Every image in every trial. */
    IMAGE,
    /** Means of trials over the same images. */
    TRIAL,
    /** Nothing: the intervals of both runs add up. */
    NONE
  }
}
