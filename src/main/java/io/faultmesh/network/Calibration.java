package io.faultmesh.network;

import io.faultmesh.scenario.QuantisationSettings;
import io.faultmesh.scenario.QuantisationSettings.Requantisation;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
  private final Map<Convolution, List<float[]>> patches = new HashMap<>();
  private int images;

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
      tensors.add(node.output());
    }
    return tensors;
  }

  /** Takes in one image's float values. */
  public void observe(Map<Tensor, float[]> values) {
    for (Map.Entry<Tensor, float[]> entry : values.entrySet()) {
      observe(entry.getKey(), entry.getValue());
    }
    if (settings.requantisation() == Requantisation.POWER_OF_TWO && images < SAMPLED_IMAGES) {
      for (Convolution layer : network.layers()) {
        samplePatches(layer, values.get(layer.input()));
      }
    }
    images++;
  }

  private void observe(Tensor tensor, float[] values) {
    float max = maxima[tensor.id()];
    for (float value : values) {
      max = Math.max(max, Math.abs(value));
    }
    maxima[tensor.id()] = max;
    if (settings.activations().percentile() < 100) {
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
      List<float[]> sample = patches.getOrDefault(layer, List.of());
      out.writeInt(sample.size());
      for (float[] patch : sample) {
        out.writeInt(patch.length);
        for (float value : patch) {
          out.writeFloat(value);
        }
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
      for (int i = 0; i < count; i++) {
        float[] patch = new float[in.readInt()];
        for (int k = 0; k < patch.length; k++) {
          patch[k] = in.readFloat();
        }
        calibration.patches.computeIfAbsent(layer, unused -> new ArrayList<>()).add(patch);
      }
    }
    return calibration;
  }

  /** The magnitude that maps to 127. A percentile is the upper end of its bucket. */
  double range(Tensor tensor) {
    long[] histogram = histograms[tensor.id()];
    if (histogram == null) {
      return maxima[tensor.id()];
    }
    long total = 0;
    for (long count : histogram) {
      total += count;
    }
    long below = (long) Math.ceil(total * settings.activations().percentile() / 100);
    int bucket = 0;
    for (long seen = histogram[0]; seen < below; seen += histogram[bucket]) {
      bucket++;
    }
    float upper = Float.intBitsToFloat((bucket + 1) << BUCKET_SHIFT);
    return Math.min(upper, maxima[tensor.id()]);
  }

  /** Sampled windows of a layer's float input, each {@code (input channels) * ky * kx} long. */
  List<float[]> patches(Convolution layer) {
    return patches.get(layer);
  }

  private void samplePatches(Convolution layer, float[] input) {
    List<float[]> sample = patches.computeIfAbsent(layer, unused -> new ArrayList<>());
    int count = Math.min(PATCHES_PER_IMAGE, layer.pixels());
    for (int i = 0; i < count; i++) {
      // Spread over the image, and elsewhere in the next image.
      long pixel = ((2L * i + 1) * layer.pixels() / (2L * count) + 7L * images) % layer.pixels();
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
