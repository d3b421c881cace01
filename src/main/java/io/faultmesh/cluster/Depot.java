package io.faultmesh.cluster;

import io.faultmesh.files.Sha256;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A worker's files by SHA-256: those that travelled lie in a folder of the user's cache and serve
 * all workers of the machine, also later ones; others lie in folders that the machines share.
 */
public final class Depot {
  private final Path folder;
  private final List<Path> shared;
  private final Set<String> sound = new HashSet<>();

  /**
   * Opens the depot.
   *
   * @param shared folders that may hold the files under the ends of their names
   */
  public Depot(Path folder, List<Path> shared) {
    this.folder = folder;
    this.shared = List.copyOf(shared);
  }

  /** Where jobs are laid out. */
  Path jobs() {
    return folder.resolve("jobs");
  }

  private Path own(String hash) {
    return folder.resolve("files").resolve(hash);
  }

  /**
   * A file that is here.
   *
   * @param name absolute, on another machine
   */
  Optional<Path> find(String name, String hash) {
    Path path = Path.of(name);
    for (Path place : shared) {
      for (int from = 0; from < path.getNameCount(); from++) {
        Path candidate = place.resolve(path.subpath(from, path.getNameCount()));
        if (Files.isRegularFile(candidate) && Sha256.of(candidate).equals(hash)) {
          return Optional.of(candidate.toAbsolutePath());
        }
      }
    }
    return find(hash);
  }

  /** A file that travelled. */
  Optional<Path> find(String hash) {
    Path file = own(hash);
    if (!sound.contains(hash)) {
      if (!Files.isRegularFile(file) || !Sha256.of(file).equals(hash)) {
        return Optional.empty();
      }
      sound.add(hash);
    }
    return Optional.of(file);
  }

  /** A file that is on its way. */
  public final class Arrival {
    private final String hash;
    private final long bytes;
    private final MessageDigest digest = Sha256.digest();
    private final Path partial;
    private long offset;

    private Arrival(String hash, long bytes) {
      this.hash = hash;
      this.bytes = bytes;
      this.partial = own(hash + ".partial-" + ProcessHandle.current().pid());
      try {
        Files.createDirectories(partial.getParent());
        Files.deleteIfExists(partial);
        Files.createFile(partial);
      } catch (IOException e) {
        throw unwritable(e);
      }
    }

    public String hash() {
      return hash;
    }

    /** How much has come. */
    public long offset() {
      return offset;
    }

    public boolean isWhole() {
      return offset == bytes;
    }

    /** Adds a piece if it is the next. */
    public void add(String of, long at, byte[] piece) {
      if (!of.equals(hash) || at != offset || piece.length == 0 || piece.length > bytes - offset) {
        return;
      }
      try (OutputStream out = Files.newOutputStream(partial, StandardOpenOption.APPEND)) {
        out.write(piece);
      } catch (IOException e) {
        throw unwritable(e);
      }
      digest.update(piece);
      offset += piece.length;
    }

    /**
     * Gives the file its place.
     *
     * @throws BadInputException if what came has another hash
     */
    public void keep() {
      try {
        if (!Sha256.hex(digest).equals(hash)) {
          Files.delete(partial);
          throw new BadInputException(
              "an input of the coordinator has changed since it started; start it again");
        }
        Files.move(partial, own(hash), StandardCopyOption.ATOMIC_MOVE);
        sound.add(hash);
      } catch (IOException e) {
        throw unwritable(e);
      }
    }

    private BadInputException unwritable(IOException e) {
      return new BadInputException(
          folder + ": cannot be written (" + e.getMessage() + "); name another FAULTMESH_CACHE", e);
    }
  }

  /** Begins to take a file that is not here. */
  public Arrival arrival(String hash, long bytes) {
    return new Arrival(hash, bytes);
  }

  /** The content of a file that has arrived. */
  byte[] read(String hash) {
    try {
      return Files.readAllBytes(own(hash));
    } catch (IOException e) {
      throw FileErrors.unreadable(own(hash), e);
    }
  }
}
