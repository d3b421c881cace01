package io.faultmesh.mapping;

/**
 * One value on its way into the array during a fold.
 *
 * @param isInput an input value, of {@code pixel}'s window; else a weight, of {@code filter}
 * @param filter of a weight, else -1
 * @param pixel of an input value, else -1
 * @param tap number in K order
 */
public record Operand(Fold fold, boolean isInput, int filter, int pixel, int tap) {}
