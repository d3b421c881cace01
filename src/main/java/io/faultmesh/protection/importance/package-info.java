/**
 * What makes a neuron important: scores, and the choice of the highest.
 *
 * <p>Example: {@code Scores.weightL1(network)} scores every neuron by its weights.
 */
package io.faultmesh.protection.importance;
