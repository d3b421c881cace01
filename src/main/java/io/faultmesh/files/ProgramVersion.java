package io.faultmesh.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Name and version, which Maven filtered into {@code version.properties}, and the very build. */
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

  /**
   * SHA-256 over the program's classes and resources, from a folder or a jar: two builds of one
   * version may compute different results.
   */
  public static String build() {
    MessageDigest digest = Sha256.digest();
    try {
      URI code = ProgramVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path place = Path.of(code);
      if (Files.isDirectory(place)) {
        add(place, digest);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
          add(jar.getPath("/"), digest);
        }
      }
      return Sha256.hex(digest);
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(Path root, MessageDigest digest) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      Map<String, Path> files = new TreeMap<>();
      paths
          .filter(Files::isRegularFile)
          .forEach(file -> files.put(root.relativize(file).toString(), file));
      // What Maven adds to a jar.
      files.keySet().removeIf(name -> name.startsWith("META-INF/"));
      for (Map.Entry<String, Path> file : files.entrySet()) {
        digest.update(file.getKey().getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(file.getValue()));
      }
    }
  }
}
