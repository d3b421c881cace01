/**
 * Statistics over images, trials and folds. Knows numbers, labels and flip counts, but no engine.
 */
package io.faultmesh.measure;
