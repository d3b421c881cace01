package io.faultmesh.network;

/**
 * One edge of the graph.
 *
 * @param id dense number from 0, unique in its network
 * @param name as in the ONNX file
 */
public record Tensor(int id, String name, Shape shape) {}
