package io.faultmesh.training;

import ai.djl.nn.Block;

/** A network for images of 1 x 28 x 28 and 10 classes that can be trained and written. */
interface TrainedNetwork {

  /** The network as it is trained. Dropout exists only here: the exported file has none. */
  Block trainable(float dropout);

  /**
   * The trained network as an ONNX file: {@code image} [n, 1, 28, 28] to {@code logits} [n, 10].
   */
  byte[] toOnnx();
}
