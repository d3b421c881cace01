package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * What a result follows from: the same source gives the same result.
 *
 * @param program name and version
 * @param command what was asked for
 * @param settings the scenario as resolved, or whatever else changes the result
 * @param inputs the files that are read
 */
public record Source(String program, String command, String settings, List<Path> inputs) {
  public Source {
    inputs = List.copyOf(inputs);
  }

  /**
   * Refuses to write a result over what it follows from.
   *
   * @throws BadInputException if an input lies in the folder
   */
  void checkOutside(Path folder) throws IOException {
    for (Path input : inputs) {
      if (input.toRealPath().startsWith(folder)) {
        throw new BadInputException(
            folder + ": holds " + input + ", which is read; give another --out");
      }
    }
  }

  /** The same by content, whatever the files are called. */
  Provenance provenance() {
    MessageDigest all = Sha256.digest();
    for (Path input : inputs) {
      all.update(Sha256.of(input).getBytes(StandardCharsets.US_ASCII));
    }
    return new Provenance(program, command, Sha256.of(settings), Sha256.hex(all));
  }
}
