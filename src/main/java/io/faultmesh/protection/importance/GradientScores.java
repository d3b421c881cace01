package io.faultmesh.protection.importance;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Scores from a backward pass: the mean over images of {@code |dLoss/dy| * scale} ({@code
 * gradient}) or {@code |dLoss/dy * y|} ({@code taylor}), where y is a neuron's result after its
 * activation function and the loss is the cross entropy of the label. One image at a time and one
 * thread, so that the sums are the same in every run.
 */
public final class GradientScores {
  private static final int BATCH = 4;

  private final IntegerNetwork network;
  private final boolean taylor;
  private final List<double[]> sums = new ArrayList<>();

  private GradientScores(IntegerNetwork network, boolean taylor) {
    this.network = network;
    this.taylor = taylor;
    for (Convolution layer : network.network().layers()) {
      sums.add(new double[layer.neurons()]);
    }
  }

  /**
   * Scores every neuron.
   *
   * @param images calibration images by number, from 0 to {@code count - 1}
   */
  public static Scores compute(
      IntegerNetwork network, IntFunction<LabelledImage> images, int count, boolean taylor) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    GradientScores scores = new GradientScores(network, taylor);
    Engine engine = Engine.getEngine("PyTorch");
    try (NDManager manager = engine.newBaseManager();
        DifferentiableNetwork differentiable =
            new DifferentiableNetwork(network.network(), manager)) {
      for (int first = 0; first < count; first += BATCH) {
        List<LabelledImage> batch = new ArrayList<>();
        for (int i = first; i < Math.min(count, first + BATCH); i++) {
          batch.add(images.apply(i));
        }
        scores.add(engine, manager, differentiable, batch);
      }
    }
    return scores.mean(count);
  }

  private void add(
      Engine engine,
      NDManager manager,
      DifferentiableNetwork differentiable,
      List<LabelledImage> images) {
    // PyTorch tries a library that not every processor can run, and says so each time, where a
    // batch
    // has one image.
    int batch = Math.max(2, images.size());
    io.faultmesh.network.Shape in = network.network().input().shape();
    int classes = network.network().classes();
    float[] pixels = new float[batch * in.size()];
    float[] labels = new float[batch * classes];
    for (int i = 0; i < batch; i++) {
      LabelledImage image = images.get(Math.min(i, images.size() - 1));
      System.arraycopy(image.pixels(), 0, pixels, i * in.size(), in.size());
      labels[i * classes + image.label()] = 1;
    }
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      NDArray input =
          scope.create(pixels, new Shape(batch, in.channels(), in.height(), in.width()));
      DifferentiableNetwork.Pass pass = differentiable.forward(input, scope);
      NDArray logits = pass.logits().reshape(batch, classes);
      NDArray chosen = scope.create(labels, new Shape(batch, classes));
      collector.backward(logits.logSoftmax(1).mul(chosen).sum().neg());
      for (int layer = 0; layer < sums.size(); layer++) {
        float[] gradients = pass.probes().get(layer).getGradient().toFloatArray();
        float[] values = taylor ? pass.results().get(layer).toFloatArray() : null;
        double[] sum = sums.get(layer);
        for (int i = 0; i < images.size() * sum.length; i++) {
          sum[i % sum.length] += Math.abs(taylor ? gradients[i] * values[i] : gradients[i]);
        }
      }
    }
  }

  private Scores mean(int count) {
    List<float[]> layers = new ArrayList<>();
    for (int layer = 0; layer < sums.size(); layer++) {
      Convolution node = network.network().layers().get(layer);
      double factor = taylor ? 1 : network.format(node.output()).scale();
      float[] own = new float[sums.get(layer).length];
      for (int i = 0; i < own.length; i++) {
        own[i] = (float) (sums.get(layer)[i] / count * factor);
      }
      layers.add(own);
    }
    return new Scores(layers);
  }
}
