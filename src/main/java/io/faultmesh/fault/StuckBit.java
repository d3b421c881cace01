package io.faultmesh.fault;

/**
 * A register bit that is permanently 0 or 1. The bits of a processing element: 0-7 input, 8-15
 * weight, 16-31 product, 32-63 accumulator.
 *
 * @param element number of the processing element, row by row
 */
public record StuckBit(int element, int bit, boolean one) {}
