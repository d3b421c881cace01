/**
 * How a layer is laid out on the array: folds, which neuron and which product meets which
 * processing element, and the order in which operands pass. The fast engine and the machine share
 * it, so that an address means the same bit in both. Knows networks and the array's settings only.
 *
 * <p>Example: {@code new LayerMapping(array, layer).folds()} is the number of folds of a layer.
 */
package io.faultmesh.mapping;
