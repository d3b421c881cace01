package io.faultmesh.fast.struck;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that are struck for a while, and then are again what they were. */
public final class Restorable {
  private final ByteBuffer bytes;
  private int[] places = new int[16];
  private byte[] before = new byte[16];
  private int count;

  public Restorable(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  byte get(int place) {
    return bytes.get(place);
  }

  /** What a place held before anything struck it. */
  byte original(int place) {
    for (int i = 0; i < count; i++) {
      if (places[i] == place) {
        return before[i];
      }
    }
    return bytes.get(place);
  }

  void flip(int place, int mask) {
    if (count == places.length) {
      places = Arrays.copyOf(places, 2 * count);
      before = Arrays.copyOf(before, 2 * count);
    }
    places[count] = place;
    before[count++] = bytes.get(place);
    bytes.put(place, (byte) (bytes.get(place) ^ mask));
  }

  public void restore() {
    while (count > 0) {
      count--;
      bytes.put(places[count], before[count]);
    }
  }
}
