package io.faultmesh.scenario;

import java.util.List;

/**
 * What stands under one key of a design's list {@code protect}. The implementations are records
 * whose components are the keys, with a public constructor without arguments for the defaults; the
 * service loader finds them.
 */
public interface ProtectSettings {

  /** The key under which scenarios name it; also the kind of its redundant cells. */
  String key();

  /** Whether the program itself has a mechanism of this name. */
  static boolean isBuiltIn(String key) {
    return ProtectCodec.isBuiltIn(key);
  }

  /** Adds mechanisms that come from elsewhere, in place of those that were added before. */
  static void add(List<ProtectSettings> others) {
    ProtectCodec.add(others);
  }

  /** The keys of all that there are, sorted. */
  static List<String> keys() {
    return ProtectCodec.keys();
  }
}
