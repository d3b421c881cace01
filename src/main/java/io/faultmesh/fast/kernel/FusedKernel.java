package io.faultmesh.fast.kernel;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Shape;
import java.util.Map;

/** A whole layer in one native call. */
final class FusedKernel implements ResultKernel {
  private final Convolution node;
  private final KernelKind kind;
  private final String results;
  private final NativeSession session;

  FusedKernel(IntegerLayer layer, KernelKind kind) {
    this.node = layer.node();
    this.kind = kind;
    this.results = ConvolutionModel.results(layer);
    this.session = new NativeSession(ConvolutionModel.whole(layer, kind == KernelKind.FUSED));
  }

  @Override
  public void run(Slab in, Slab out, int images) {
    session.run(
        Map.of("values", view(in, node.input().shape(), images)),
        Map.of(results, view(out, node.output().shape(), images)));
  }

  /** Images side by side become one tall image where each pixel stands for itself. */
  private OnnxTensor view(Slab slab, Shape shape, int images) {
    boolean tall = node.window().isPointwise();
    long count = tall ? 1 : images;
    long height = tall ? (long) images * shape.height() : shape.height();
    return slab.view(
        OnnxJavaType.UINT8, count, height, (long) shape.width(), (long) shape.channels());
  }

  @Override
  public KernelKind kind() {
    return kind;
  }

  @Override
  public void close() {
    session.close();
  }
}
