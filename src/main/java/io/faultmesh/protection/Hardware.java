package io.faultmesh.protection;

/**
 * What a guard's encoder and check are built of, in gates of two inputs, beside the cells that its
 * redundancy adds.
 *
 * @param encoderGates work when a word is written; 0 if nothing is computed then
 * @param checkGates work when a word is read
 * @param storedBits bits that one instance must keep, such as bounds
 */
public record Hardware(int encoderGates, int checkGates, long storedBits) {
  public static final Hardware NONE = new Hardware(0, 0, 0);
}
