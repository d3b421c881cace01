package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

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
   * SHA-256 over the program's classes and resources and its plugins: two builds of one version may
   * compute different results.
   */
  public static String build() {
    MessageDigest digest = Sha256.digest();
    digest.update(Own.CONTENT.getBytes(StandardCharsets.UTF_8));
    plugins.forEach(plugin -> digest.update(plugin.getBytes(StandardCharsets.UTF_8)));
    return Sha256.hex(digest);
  }

  /** What the program consists of, read once. */
  private static final class Own {
    private static final String CONTENT = read();

    private static String read() {
      try {
        URI code = ProgramVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        return ProgramVersion.content(Path.of(code));
      } catch (URISyntaxException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /**
   * The files of a program in a folder or a jar, by name, with their CRC-32. A jar tells them
   * without being unpacked, which every start would else spend its time on.
   */
  static String content(Path place) {
    try {
      Map<String, Long> files = Files.isDirectory(place) ? ofFolder(place) : ofJar(place);
      // What Maven adds to a jar.
      files.keySet().removeIf(name -> name.startsWith("META-INF/"));
      return files.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Long> ofJar(Path place) throws IOException {
    try (ZipFile jar = new ZipFile(place.toFile())) {
      return jar.stream()
          .filter(entry -> !entry.isDirectory())
          .collect(toTree(ZipEntry::getName, ZipEntry::getCrc));
    }
  }

  private static Map<String, Long> ofFolder(Path place) throws IOException {
    try (Stream<Path> paths = Files.walk(place)) {
      return paths
          .filter(Files::isRegularFile)
          .collect(toTree(file -> place.relativize(file).toString(), ProgramVersion::crc));
    }
  }

  private static <T> Collector<T, ?, ? extends Map<String, Long>> toTree(
      Function<T, String> name, Function<T, Long> crc) {
    return Collectors.toMap(name, crc, (one, other) -> one, TreeMap::new);
  }

  private static long crc(Path file) {
    CRC32 crc = new CRC32();
    try {
      crc.update(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return crc.getValue();
  }
}
