package io.faultmesh.trace;

import io.faultmesh.scenario.BadInputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that has a temporary name until it is complete. Closing an incomplete one removes it. */
final class WholeFile implements Closeable {
  private final Path target;
  private final Path working;
  private final OutputStream out;

  /**
   * Starts a file.
   *
   * @throws BadInputException if the place cannot be written
   */
  WholeFile(Path target) {
    this.target = target.toAbsolutePath();
    try {
      if (Files.isDirectory(target)) {
        throw new BadInputException(target + ": is a folder; nothing was written");
      }
      Path parent = this.target.getParent();
      Files.createDirectories(parent);
      working = parent.resolve("." + target.getFileName() + ".partial");
      out = Files.newOutputStream(working);
    } catch (IOException e) {
      throw new BadInputException(target + ": cannot be written: " + e.getMessage(), e);
    }
  }

  OutputStream out() {
    return out;
  }

  /** Gives the file its real name. */
  void complete() throws IOException {
    out.close();
    Files.move(working, target, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    out.close();
    Files.deleteIfExists(working);
  }
}
