package io.faultmesh.experiment;

import io.faultmesh.files.Cache;
import io.faultmesh.files.MadeFolder;
import io.faultmesh.scenario.BadInputException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What floating point decides, calibrations and scores, by keys that name all it follows from. It
 * lies in the user's cache, or in a prepared folder, which must have all that is asked for:
 * processes on different machines then start from the same decisions.
 */
final class Decisions {
  private final Cache cache;

  /** Null for the user's cache. */
  private final Path prepared;

  private final Map<String, byte[]> used = new LinkedHashMap<>();

  private Decisions(Cache cache, Path prepared) {
    this.cache = cache;
    this.prepared = prepared;
  }

  static Decisions ofUser() {
    return new Decisions(Cache.ofUser(), null);
  }

  /**
   * Decisions of a prepared folder.
   *
   * @throws BadInputException if it is none, or damaged
   */
  static Decisions of(Path prepared) {
    MadeFolder folder = MadeFolder.open(prepared, "name a folder that faultmesh prepare has made");
    if (!folder.command().equals("prepare")) {
      throw new BadInputException(
          prepared + ": is no prepared folder; name one that faultmesh prepare has made");
    }
    return new Decisions(Cache.in(prepared), prepared);
  }

  /** Decisions of a folder with nothing but a cache's entries. */
  static Decisions in(Path entries) {
    return new Decisions(Cache.in(entries), entries);
  }

  Optional<byte[]> get(String key) {
    Optional<byte[]> content = cache.get(key);
    if (content.isEmpty() && prepared != null) {
      throw other();
    }
    content.ifPresent(bytes -> used.put(key, bytes));
    return content;
  }

  /** Keeps what was computed. */
  void put(String key, byte[] content) {
    if (prepared != null) {
      throw other();
    }
    used.put(key, content);
    cache.put(key, content);
  }

  private BadInputException other() {
    return new BadInputException(
        prepared
            + ": was prepared for another network, other calibration images or quantisations, or by"
            + " another build; run faultmesh prepare for this scenario");
  }

  /** All that was asked for, by key. */
  Map<String, byte[]> used() {
    return used;
  }
}
