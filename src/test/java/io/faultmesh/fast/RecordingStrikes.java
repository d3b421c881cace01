package io.faultmesh.fast;

import io.faultmesh.network.IntegerLayer;
import java.util.Map;
import java.util.TreeMap;

/** Passes everything on, and keeps what every struck layer gave, in (channel, y, x) order. */
final class RecordingStrikes implements Strikes {
  private final Strikes inner;
  private final Map<String, int[]> sums = new TreeMap<>();
  private final Map<String, byte[]> results = new TreeMap<>();

  RecordingStrikes(Strikes inner) {
    this.inner = inner;
  }

  private static String key(int layer, int image) {
    return layer + " of image " + image;
  }

  int[] sums(int layer, int image) {
    return sums.get(key(layer, image));
  }

  byte[] results(int layer, int image) {
    return results.get(key(layer, image));
  }

  @Override
  public byte[] input(IntegerLayer layer, int image, byte[] values, int offset) {
    return inner.input(layer, image, values, offset);
  }

  @Override
  public boolean sums(
      IntegerLayer layer, int image, byte[] input, int inputOffset, int[] given, int offset) {
    boolean changed = inner.sums(layer, image, input, inputOffset, given, offset);
    int[] copy = new int[layer.node().neurons()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = given[offset + Layout.position(layer.node().output().shape(), i)];
    }
    sums.put(key(layer.index(), image), copy);
    return changed;
  }

  @Override
  public void results(IntegerLayer layer, int image, byte[] values, int offset) {
    inner.results(layer, image, values, offset);
    results.put(
        key(layer.index(), image), Layout.load(values, offset, layer.node().output().shape()));
  }
}
