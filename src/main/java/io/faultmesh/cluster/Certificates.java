package io.faultmesh.cluster;

import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/**
 * The certificates by which coordinator and workers know each other: a folder with the store of the
 * own key and the store of whom to trust.
 */
public record Certificates(Path keys, Path trusted, String password) {
  /** The environment variable with the password of both stores. */
  public static final String PASSWORD = "FAULTMESH_CERTIFICATES_PASSWORD";

  /**
   * Opens a folder's stores.
   *
   * @throws BadInputException if one is missing, damaged, or has another password
   */
  public static Certificates of(Path folder) {
    String password = System.getenv(PASSWORD);
    if (password == null || password.isEmpty()) {
      throw new BadInputException(
          "--certificates: the environment variable " + PASSWORD + " must hold their password");
    }
    Certificates opened =
        new Certificates(
            folder.resolve("keystore.p12").toAbsolutePath(),
            folder.resolve("truststore.p12").toAbsolutePath(),
            password);
    check(opened.keys, password);
    check(opened.trusted, password);
    return opened;
  }

  private static void check(Path file, String password) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore.getInstance("PKCS12").load(in, password.toCharArray());
    } catch (IOException | GeneralSecurityException e) {
      throw new BadInputException(
          file
              + ": cannot be used ("
              + (e instanceof IOException io ? FileErrors.reason(io) : e.getMessage())
              + "); name a folder with keystore.p12 and truststore.p12",
          e);
    }
  }
}
