package io.faultmesh.fast.kernel;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Window;
import io.faultmesh.network.onnx.export.ModelBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Maxima over windows in one native call. Any thread may run it. */
public final class MaxPoolKernel implements AutoCloseable {
  private static final int PROOF_IMAGES = 2;

  private final Node.MaxPool node;
  private final NativeSession session;

  private MaxPoolKernel(Node.MaxPool node) {
    this.node = node;
    this.session = new NativeSession(model(node.window()));
  }

  /** Computes one image, {@code [y][x][channel]} as {@link Layout} stores values. */
  public interface Judge {
    void run(byte[] input, byte[] output);
  }

  /** A pool's kernel, or null where there is none that gives what the judge gives. */
  public static MaxPoolKernel of(Node.MaxPool node, Judge judge, KernelKind fastest) {
    if (fastest == KernelKind.PLAIN) {
      return null;
    }
    try {
      MaxPoolKernel kernel = new MaxPoolKernel(node);
      if (kernel.isExact(judge)) {
        return kernel;
      }
      kernel.close();
    } catch (UnsatisfiedLinkError | NoClassDefFoundError | IllegalStateException e) {
      // There is no native library for this processor, or none of such windows.
    }
    return null;
  }

  private static ModelBuilder model(Window w) {
    return new ModelBuilder("pool")
        .input("values", DataType.UINT8, 4)
        .node(
            ModelBuilder.CONTRIBUTED,
            "NhwcMaxPool",
            "pool",
            List.of("values"),
            "maxima",
            ModelBuilder.attribute("kernel_shape", new long[] {w.kernelHeight(), w.kernelWidth()}),
            ModelBuilder.attribute("strides", new long[] {w.strideY(), w.strideX()}),
            ModelBuilder.attribute("dilations", new long[] {w.dilationY(), w.dilationX()}),
            ModelBuilder.attribute(
                "pads", new long[] {w.padTop(), w.padLeft(), w.padBottom(), w.padRight()}))
        .output("maxima", DataType.UINT8, 4);
  }

  private boolean isExact(Judge judge) {
    byte[] image = new byte[node.input().shape().size()];
    byte[] expected = new byte[node.output().shape().size()];
    byte[] actual = new byte[expected.length];
    Random random = new Random(1);
    try (Slab in = new Slab(Math.multiplyExact(PROOF_IMAGES, image.length));
        Slab out = new Slab(Math.multiplyExact(PROOF_IMAGES, expected.length))) {
      for (int i = 0; i < PROOF_IMAGES; i++) {
        random.nextBytes(image);
        in.bytes().put(i * image.length, image);
      }
      run(in, out, PROOF_IMAGES);
      for (int i = 0; i < PROOF_IMAGES; i++) {
        in.bytes().get(i * image.length, image);
        judge.run(image, expected);
        out.bytes().get(i * actual.length, actual);
        if (!Arrays.equals(actual, expected)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Computes a batch. */
  public void run(Slab in, Slab out, int images) {
    session.run(
        Map.of("values", view(in, node.input().shape(), images)),
        Map.of("maxima", view(out, node.output().shape(), images)));
  }

  private static OnnxTensor view(Slab slab, Shape shape, int images) {
    return slab.view(
        OnnxJavaType.UINT8,
        (long) images,
        (long) shape.height(),
        (long) shape.width(),
        (long) shape.channels());
  }

  @Override
  public void close() {
    session.close();
  }
}
