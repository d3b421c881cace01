package io.faultmesh.trace;

import io.faultmesh.scenario.FileErrors;
import io.faultmesh.text.Text;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
    MessageDigest digest = digest();
    return new HashedFile(name(file), read(file, digest), hex(digest));
  }

  /** Every file by itself if they are few; else the first, and all others under one hash. */
  public static List<HashedFile> all(List<Path> files) {
    if (files.size() <= FEW) {
      return files.stream().map(HashedFile::of).toList();
    }
    MessageDigest digest = digest();
    long bytes = 0;
    for (Path file : files.subList(1, files.size())) {
      bytes += read(file, digest);
    }
    String rest = Text.format("%d more files", files.size() - 1);
    return List.of(of(files.get(0)), new HashedFile(rest, bytes, hex(digest)));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static long read(Path file, MessageDigest digest) {
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }
}
