package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 hashes, as lower-case hexadecimal digits. */
public final class Sha256 {
  private Sha256() {}

  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Ends a digest. */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String of(String text) {
    MessageDigest digest = digest();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return hex(digest);
  }

  /**
   * Hashes a file's content.
   *
   * @throws BadInputException if it cannot be read
   */
  public static String of(Path file) {
    MessageDigest digest = digest();
    add(file, digest);
    return hex(digest);
  }

  /**
   * Adds a file's content to a digest.
   *
   * @return its bytes
   * @throws BadInputException if it cannot be read
   */
  public static long add(Path file, MessageDigest digest) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new BadInputException(file + ": is not a plain file");
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      return in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }
}
