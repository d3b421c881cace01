package io.faultmesh.files;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The file {@code .faultmesh}, by which the program knows a folder that it made: where the content
 * comes from, and every file with its hash. A file that the marker does not name, or whose hash is
 * another, is somebody else's.
 *
 * @param files SHA-256 by name, with slashes, relative to the folder; empty for a file that may
 *     change
 */
record Marker(
    @JsonProperty(required = true) int format,
    @JsonProperty(required = true) Provenance source,
    @JsonProperty(required = true) Map<String, String> files) {

  static final String NAME = ".faultmesh";

  private static final int FORMAT = 1;
  private static final long MAX_BYTES = 1 << 24;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  Marker {
    files = new TreeMap<>(files);
    if (format != FORMAT) {
      throw new IllegalArgumentException("format " + format + " is not known");
    }
    // Names come from a file that anybody may have written; none may lead out of the folder.
    for (String name : files.keySet()) {
      Path path = Path.of(name);
      if (path.isAbsolute() || name.isEmpty() || !path.normalize().equals(path) || leadsUp(path)) {
        throw new IllegalArgumentException("a name leads out of the folder: " + name);
      }
    }
  }

  private static boolean leadsUp(Path path) {
    return path.startsWith("..") || path.startsWith(NAME);
  }

  static Marker of(Provenance source, Map<String, String> files) {
    return new Marker(FORMAT, source, files);
  }

  String text() {
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try {
      return MAPPER
              .writer(new DefaultPrettyPrinter().withObjectIndenter(lines))
              .writeValueAsString(this)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The marker of a folder; empty if there is none, or something else has its name. */
  static Optional<Marker> read(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readValue(Files.readAllBytes(file), Marker.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** Whether a file of the folder is the one that the marker means. */
  boolean owns(Path folder, String name) {
    String hash = files.get(name);
    Path file = folder.resolve(name);
    return hash != null
        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && (hash.isEmpty() || Sha256.of(file).equals(hash));
  }
}
