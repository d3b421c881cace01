package io.faultmesh.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Name and version, which Maven filtered into {@code version.properties}. */
public final class ProgramVersion {
  private ProgramVersion() {}

  /** What {@code faultmesh --version} prints. */
  public static String text() {
    Properties properties = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream("/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "faultmesh " + properties.getProperty("version");
  }
}
