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

  /** The keys of all that the service loader finds, sorted. */
  static List<String> keys() {
    return ProtectCodec.keys();
  }
}
