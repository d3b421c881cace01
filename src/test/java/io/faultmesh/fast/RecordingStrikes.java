package io.faultmesh.fast;

import io.faultmesh.fast.kernel.Layout;
import io.faultmesh.fast.struck.LayerImage;
import io.faultmesh.fast.struck.Restorable;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fast.struck.StruckParameters;
import io.faultmesh.fast.struck.Sums;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.scenario.FaultSite;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Passes everything on, and keeps what every struck layer gave, in (channel, y, x) order. */
final class RecordingStrikes implements Strikes {
  private final Strikes inner;
  private final boolean keepsSums;
  private final Map<String, int[]> sums = new TreeMap<>();
  private final Map<String, byte[]> results = new TreeMap<>();

  private RecordingStrikes(Strikes inner, boolean keepsSums) {
    this.inner = inner;
    this.keepsSums = keepsSums;
  }

  /** Keeps sums and results; so every layer takes the path of struck sums. */
  static RecordingStrikes sumsAndResults(Strikes inner) {
    return new RecordingStrikes(inner, true);
  }

  /** Keeps results; so every layer takes the path that it takes without recording. */
  static RecordingStrikes results(Strikes inner) {
    return new RecordingStrikes(inner, false);
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
  public void input(IntegerLayer layer, int image, Restorable values, int offset) {
    inner.input(layer, image, values, offset);
  }

  @Override
  public boolean reachesParameters(IntegerLayer layer) {
    return inner.reachesParameters(layer);
  }

  @Override
  public StruckParameters parameters(IntegerLayer layer, int image) {
    return inner.parameters(layer, image);
  }

  @Override
  public boolean reachesSums(IntegerLayer layer) {
    return keepsSums || inner.reachesSums(layer);
  }

  @Override
  public void sums(LayerImage place, int image, Sums given, ByteBuffer out, int offset) {
    IntegerLayer layer = place.layer();
    if (inner.reachesSums(layer)) {
      inner.sums(place, image, given, out, offset);
    }
    int[] copy = new int[layer.node().neurons()];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = given.get(Layout.position(layer.node().output().shape(), i));
    }
    sums.put(key(layer.index(), image), copy);
  }

  @Override
  public boolean judgesResults(IntegerLayer layer) {
    return inner.judgesResults(layer);
  }

  @Override
  public void results(
      IntegerLayer layer, LayerImage place, int image, ByteBuffer values, int offset) {
    inner.results(layer, place, image, values, offset);
    results.put(
        key(layer.index(), image),
        Layout.load(values, offset, layer.node().output().shape(), layer.output()));
  }

  @Override
  public boolean reachesBehind(FaultSite site, IntegerLayer layer) {
    return inner.reachesBehind(site, layer);
  }

  @Override
  public SortedMap<Integer, Integer> behind(FaultSite site, IntegerLayer layer, int image) {
    return inner.behind(site, layer, image);
  }
}
