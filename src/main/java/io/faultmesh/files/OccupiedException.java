package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;

/** Something else stands where an output folder is to be, or is being written there. */
final class OccupiedException extends BadInputException {
  private static final long serialVersionUID = 1L;

  OccupiedException(String message) {
    super(message);
  }
}
