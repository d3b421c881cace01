package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
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
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Name and version, which Maven filtered into {@code version.properties}, and the very build. */
public final class ProgramVersion {
  private static final String PLUGINS = " with ";

  private static volatile List<String> plugins = List.of();

  private ProgramVersion() {}

  /**
   * Adds code of others to the program, in place of what was added before.
   *
   * @param identities what each plugin is, with the hash of its file
   */
  public static void extend(List<String> identities) {
    plugins = List.copyOf(identities);
  }

  /** What was added, with the hashes of its files. */
  public static List<String> plugins() {
    return plugins;
  }

  /**
   * Refuses to go on with what a program with other plugins made.
   *
   * @param program as {@link #text} gave it then
   * @throws BadInputException if a plugin of that program is not here
   */
  public static void requirePlugins(Path made, String program) {
    int behind = program.indexOf(PLUGINS);
    String others = behind < 0 ? "" : program.substring(behind + PLUGINS.length());
    for (String plugin : others.isEmpty() ? new String[0] : others.split(";", -1)) {
      if (!plugins.contains(plugin.strip())) {
        throw new BadInputException(
            made + ": was made with " + plugin.strip() + "; give this very file as --plugin");
      }
    }
  }

  /** Name and version, and the plugins. */
  public static String text() {
    return plugins.isEmpty() ? name() : name() + PLUGINS + String.join("; ", plugins);
  }

  private static String name() {
    Properties properties = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream("/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "faultmesh " + properties.getProperty("version");
  }

  /**
   * SHA-256 over the program's classes and resources, from a folder or a jar, and its plugins: two
   * builds of one version may compute different results.
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
      plugins.forEach(plugin -> digest.update(plugin.getBytes(StandardCharsets.UTF_8)));
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
