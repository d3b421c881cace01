package io.faultmesh.report.csv;

/**
 * A test image without faults.
 *
 * @param index in the whole data set
 * @param label negative for an image without one
 * @param logits of the scenario's quantisation
 * @param ownLogits of the design's own quantisation
 */
public record GoldenImage(int index, int label, byte[] logits, byte[] ownLogits) {}
