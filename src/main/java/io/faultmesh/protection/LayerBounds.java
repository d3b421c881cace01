package io.faultmesh.protection;

/**
 * The least and the greatest sum (int32, with bias) and result (8 bits, as a number) of every
 * channel of a layer over all calibration images, without faults.
 */
public record LayerBounds(int[] leastSum, int[] mostSum, int[] leastResult, int[] mostResult) {}
