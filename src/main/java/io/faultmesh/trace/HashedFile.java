package io.faultmesh.trace;

import io.faultmesh.files.Sha256;
import io.faultmesh.text.Text;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * A file that a run depends on.
 *
 * @param name the last part of its path
 * @param sha256 hexadecimal
 */
public record HashedFile(String name, long bytes, String sha256) {
  private static final int HEX_DIGITS = 64;
  private static final int FEW = 16;

  public HashedFile {
    if (bytes < 0 || sha256.length() != HEX_DIGITS) {
      throw new IllegalArgumentException("file " + name + " has no SHA-256 hash or no size");
    }
  }

  /** Reads a file once for its hash. */
  public static HashedFile of(Path file) {
    MessageDigest digest = Sha256.digest();
    return new HashedFile(name(file), Sha256.add(file, digest), Sha256.hex(digest));
  }

  /** Every file by itself if they are few; else the first, and all others under one hash. */
  public static List<HashedFile> all(List<Path> files) {
    if (files.size() <= FEW) {
      return files.stream().map(HashedFile::of).toList();
    }
    MessageDigest digest = Sha256.digest();
    long bytes = 0;
    for (Path file : files.subList(1, files.size())) {
      bytes += Sha256.add(file, digest);
    }
    String rest = Text.format("%d more files", files.size() - 1);
    return List.of(of(files.get(0)), new HashedFile(rest, bytes, Sha256.hex(digest)));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
