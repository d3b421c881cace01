/**
 * Statistics over images, trials and folds. Knows numbers, labels and flip counts, but no engine.
 *
 * <p>Example: {@code new DesignTally(trials, layers, false).accuracy()} is a mean with its 95 %
 * interval.
 */
package io.faultmesh.measure;
