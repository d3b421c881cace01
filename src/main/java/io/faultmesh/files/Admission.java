package io.faultmesh.files;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What may stand in an output folder's place.
 *
 * @param existing what becomes of another result
 * @param isEnough whether nothing needs to be added to a complete folder of the same source
 * @param lesser by place, another source whose result is a part of the folder's, which goes on from
 *     it
 */
record Admission(
    Existing existing, Predicate<Path> isEnough, Function<Path, Optional<Source>> lesser) {

  /** The same source's folder may be added to. */
  static Admission of(Existing existing, Predicate<Path> isEnough) {
    return new Admission(existing, isEnough, place -> Optional.empty());
  }

  boolean replaces() {
    return existing == Existing.REPLACE;
  }
}
