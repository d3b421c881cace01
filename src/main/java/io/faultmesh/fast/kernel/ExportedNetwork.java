package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxJavaType;
import io.faultmesh.network.Shape;
import java.util.Map;

/** A whole network file in ONNX Runtime, on one core and without graph optimisation. */
public final class ExportedNetwork implements AutoCloseable {
  private final NativeSession session;
  private final Slab images;
  private final Slab logits;
  private final long[] dims;
  private final int classes;

  /**
   * Opens a file with an input {@code image} and an output {@code logits}.
   *
   * @param shape of one image
   */
  public ExportedNetwork(byte[] file, Shape shape, int classes, int batch) {
    this.session = new NativeSession(file);
    this.classes = classes;
    this.dims = new long[] {batch, shape.channels(), shape.height(), shape.width()};
    this.images = new Slab(Math.multiplyExact(batch * Float.BYTES, shape.size()));
    this.logits = new Slab(Math.multiplyExact(batch * Float.BYTES, classes));
  }

  /** Computes the batch. */
  public void run() {
    session.run(
        Map.of("image", images.view(OnnxJavaType.FLOAT, dims[0], dims[1], dims[2], dims[3])),
        Map.of("logits", logits.view(OnnxJavaType.FLOAT, dims[0], (long) classes)));
  }

  @Override
  public void close() {
    images.close();
    logits.close();
    session.close();
  }
}
