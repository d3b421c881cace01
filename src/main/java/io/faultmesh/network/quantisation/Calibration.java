package io.faultmesh.network.quantisation;

import io.faultmesh.network.ConstantTensor;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the calibration images show: the range of every tensor, and samples of layers' inputs. */
public final class Calibration {
  /** Floats that share sign, exponent and eight mantissa bits share a bucket: 0.4 % wide. */
  private static final int BUCKET_SHIFT = 15;

  private static final int SAMPLED_IMAGES = 32;
  private static final int PATCHES_PER_IMAGE = 4;

  private final Network network;
  private final QuantisationSettings settings;
  private final float[] maxima;
  private final long[][] histograms;

  /** By layer, then by image, so that the order does not depend on who observed what. */
  private final Map<Convolution, SortedMap<Integer, List<float[]>>> patches = new HashMap<>();

  /**
   * What windows read in the mean, by layer, then by image; of a calibration read: one mean of all.
   */
  private final Map<Convolution, SortedMap<Integer, double[]>> means = new HashMap<>();

  public Calibration(Network network, QuantisationSettings settings) {
    this.network = network;
    this.settings = settings;
    this.maxima = new float[network.tensorCount()];
    this.histograms = new long[network.tensorCount()][];
  }

  /** The tensors that {@link #observe} needs: all that have a scale of their own. */
  public static List<Tensor> observed(Network network) {
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(network.input());
    for (Node node : network.nodes()) {
      if (!(node instanceof ConstantTensor || node instanceof Node.OperandPair)) {
        tensors.add(node.output());
      }
    }
    return tensors;
  }

  /** Takes in the float values of an image, numbered from 0. */
  public void observe(int image, Map<Tensor, float[]> values) {
    for (Map.Entry<Tensor, float[]> entry : values.entrySet()) {
      observe(entry.getKey(), entry.getValue());
    }
    if (image >= SAMPLED_IMAGES) {
      return;
    }
    for (Convolution layer : network.layers()) {
      if (layer.isProduct()) {
        continue;
      }
      float[] input = values.get(layer.input());
      if (settings.requantisation() == Requantisation.POWER_OF_TWO) {
        samplePatches(layer, image, input);
      }
      if (settings.biasCorrection()) {
        means
            .computeIfAbsent(layer, unused -> new TreeMap<>())
            .put(image, BiasCorrection.means(layer, input));
      }
    }
  }

  /** Takes in what another calibration of the same network saw in other images. */
  public void add(Calibration other) {
    for (int i = 0; i < maxima.length; i++) {
      maxima[i] = Math.max(maxima[i], other.maxima[i]);
      if (histograms[i] == null) {
        histograms[i] = other.histograms[i];
      } else if (other.histograms[i] != null) {
        for (int bucket = 0; bucket < histograms[i].length; bucket++) {
          histograms[i][bucket] += other.histograms[i][bucket];
        }
      }
    }
    other.patches.forEach(
        (layer, sampled) ->
            patches.computeIfAbsent(layer, unused -> new TreeMap<>()).putAll(sampled));
    other.means.forEach(
        (layer, own) -> means.computeIfAbsent(layer, unused -> new TreeMap<>()).putAll(own));
  }

  private void observe(Tensor tensor, float[] values) {
    float max = maxima[tensor.id()];
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
    }
    maxima[tensor.id()] = max;
    if (settings.range(tensor.name()).percentile() < 100) {
      if (histograms[tensor.id()] == null) {
        histograms[tensor.id()] = new long[1 << (Integer.SIZE - 1 - BUCKET_SHIFT)];
      }
      for (float value : values) {
        histograms[tensor.id()][Float.floatToRawIntBits(Math.abs(value)) >>> BUCKET_SHIFT]++;
      }
    }
  }

  /** Writes what was observed, for {@link #read}. */
  public void write(DataOutputStream out) throws IOException {
    for (Tensor tensor : observed(network)) {
      // A percentile was taken over all images, so its range is all that is needed of it.
      out.writeFloat((float) range(tensor));
    }
    for (Convolution layer : network.layers()) {
      List<float[]> sample = patches.containsKey(layer) ? patches(layer) : List.of();
      out.writeInt(sample.size());
      for (float[] patch : sample) {
        out.writeInt(patch.length);
        for (float value : patch) {
          out.writeFloat(value);
        }
      }
      double[] mean = means.containsKey(layer) ? means(layer) : new double[0];
      out.writeInt(mean.length);
      for (double value : mean) {
        out.writeDouble(value);
      }
    }
  }

  /** Reads what a calibration of the same network, images and settings has observed. */
  public static Calibration read(DataInputStream in, Network network, QuantisationSettings settings)
      throws IOException {
    Calibration calibration = new Calibration(network, settings);
    for (Tensor tensor : observed(network)) {
      calibration.maxima[tensor.id()] = in.readFloat();
    }
    for (Convolution layer : network.layers()) {
      int count = in.readInt();
      List<float[]> sample = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        float[] patch = new float[in.readInt()];
        for (int k = 0; k < patch.length; k++) {
          patch[k] = in.readFloat();
        }
        sample.add(patch);
      }
      calibration.patches.put(layer, new TreeMap<>(Map.of(0, sample)));
      double[] mean = new double[in.readInt()];
      for (int i = 0; i < mean.length; i++) {
        mean[i] = in.readDouble();
      }
      calibration.means.put(layer, new TreeMap<>(Map.of(0, mean)));
    }
    return calibration;
  }

  /** The magnitude that maps to the largest value. A percentile is the upper end of its bucket. */
  double range(Tensor tensor) {
    long[] histogram = histograms[tensor.id()];
    if (histogram == null) {
      return maxima[tensor.id()];
    }
    long total = 0;
    for (long count : histogram) {
      total += count;
    }
    long below = (long) Math.ceil(total * settings.range(tensor.name()).percentile() / 100);
    int bucket = 0;
    for (long seen = histogram[0]; seen < below; seen += histogram[bucket]) {
      bucket++;
    }
    float upper = Float.intBitsToFloat((bucket + 1) << BUCKET_SHIFT);
    return Math.min(upper, maxima[tensor.id()]);
  }

  /** Sampled windows of a layer's float input, each {@code (input channels) * ky * kx} long. */
  List<float[]> patches(Convolution layer) {
    return patches.get(layer).values().stream().flatMap(List::stream).toList();
  }

  /** What each place of a layer's window reads in the mean: {@code (input channel, ky, kx)}. */
  double[] means(Convolution layer) {
    SortedMap<Integer, double[]> images = means.get(layer);
    double[] mean = new double[layer.input().shape().channels() * layer.window().area()];
    for (double[] image : images.values()) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += image[i] / images.size();
      }
    }
    return mean;
  }

  private void samplePatches(Convolution layer, int image, float[] input) {
    List<float[]> sample = new ArrayList<>();
    patches.computeIfAbsent(layer, unused -> new TreeMap<>()).put(image, sample);
    int count = Math.min(PATCHES_PER_IMAGE, layer.pixels());
    for (int i = 0; i < count; i++) {
      // Spread over the image, and elsewhere in the next image.
      long pixel = ((2L * i + 1) * layer.pixels() / (2L * count) + 7L * image) % layer.pixels();
      sample.add(patch(layer, input, (int) pixel));
    }
  }

  private static float[] patch(Convolution layer, float[] input, int pixel) {
    Window window = layer.window();
    Shape in = layer.input().shape();
    int top = pixel / layer.output().shape().width() * window.strideY() - window.padTop();
    int left = pixel % layer.output().shape().width() * window.strideX() - window.padLeft();
    float[] patch = new float[in.channels() * window.area()];
    int next = 0;
    for (int c = 0; c < in.channels(); c++) {
      for (int ky = 0; ky < window.kernelHeight(); ky++) {
        for (int kx = 0; kx < window.kernelWidth(); kx++) {
          int y = top + ky * window.dilationY();
          int x = left + kx * window.dilationX();
          boolean inside = y >= 0 && y < in.height() && x >= 0 && x < in.width();
          patch[next++] = inside ? input[(c * in.height() + y) * in.width() + x] : 0;
        }
      }
    }
    return patch;
  }
}
