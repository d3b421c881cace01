package io.faultmesh.dataset;

/**
 * One image as the network reads it.
 *
 * @param pixels values after preprocessing, in the order (channel, row, column)
 * @param label index of the right class, from 0
 */
public record LabelledImage(float[] pixels, int label) {}
