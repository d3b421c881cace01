package io.faultmesh.dataset;

/**
 * One image as the network reads it.
 *
 * @param pixels values after preprocessing, in the order (channel, row, column)
 * @param label index of the right class, from 0; {@link #UNLABELLED} where nobody said it
 */
public record LabelledImage(float[] pixels, int label) {
  public static final int UNLABELLED = -1;
}
