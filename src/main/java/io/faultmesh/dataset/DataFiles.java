package io.faultmesh.dataset;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import io.faultmesh.text.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Limits on what a data file may hold, and the words for what is wrong with one. */
final class DataFiles {
  /** Pixels per side of an image. */
  static final int MAX_SIDE = 16_384;

  /**
   * Pixels of one image: with three channels of doubles in between, this still fits a small heap.
   */
  static final long MAX_PIXELS = 1L << 26;

  /** Bytes of a file that is held in memory. */
  static final long MAX_BYTES = 1L << 30;

  private DataFiles() {}

  static BadInputException bad(Path file, String what) {
    return new BadInputException(file + ": " + what);
  }

  static void requireImageSize(Path file, long height, long width) {
    if (height < 1 || width < 1) {
      throw bad(file, "images of " + width + "x" + height + " pixels hold nothing");
    }
    if (height > MAX_SIDE || width > MAX_SIDE || height * width > MAX_PIXELS) {
      throw bad(
          file,
          Text.format(
              "%dx%d pixels are too many (limits: %d per side, %d in all)",
              width, height, MAX_SIDE, MAX_PIXELS));
    }
  }

  /** The bytes of a file, whose size is checked first. */
  static byte[] readAll(Path file) {
    FileErrors.requireFile(file);
    try {
      long size = Files.size(file);
      if (size > MAX_BYTES) {
        throw bad(file, size + " bytes are too many (limit: " + MAX_BYTES + ")");
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }
}
