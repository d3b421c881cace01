/**
 * What a node other than a layer makes of whole tensors: pools, moves, elementwise functions.
 *
 * <p>Example: {@code NodeCode.of(node, network).run(inputs, output)}.
 */
package io.faultmesh.fast.node;
