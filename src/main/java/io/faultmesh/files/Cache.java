package io.faultmesh.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The user's cache: {@code FAULTMESH_CACHE}, else {@code $XDG_CACHE_HOME/faultmesh}, else {@code
 * ~/.cache/faultmesh}. An entry is whole or absent, and a damaged one is as good as absent. Where
 * nothing can be written the program does without.
 */
public final class Cache {
  private static final String PARTIAL = ".partial";
  private static final int HASH_BYTES = 32;

  private final Path folder;

  Cache(Path folder) {
    this.folder = folder;
  }

  public static Cache ofUser() {
    String own = System.getenv("FAULTMESH_CACHE");
    if (own != null && !own.isEmpty()) {
      return new Cache(Path.of(own).toAbsolutePath());
    }
    String caches = System.getenv("XDG_CACHE_HOME");
    Path home = Path.of(System.getProperty("user.home")).toAbsolutePath();
    boolean given = caches != null && !caches.isEmpty();
    return new Cache(
        (given ? Path.of(caches).toAbsolutePath() : home.resolve(".cache")).resolve("faultmesh"));
  }

  /** A folder in the cache. */
  public Path place(String name) {
    return folder.resolve(name);
  }

  /** A cache's results in a folder of their own, which is only read. */
  public static Cache in(Path folder) {
    return new Cache(folder.toAbsolutePath());
  }

  /** The name of an entry's file in such a folder. */
  public static String fileName(String key) {
    return "results/" + Sha256.of(key);
  }

  /** The content of an entry's file. */
  public static byte[] entry(String key, byte[] content) {
    byte[] entry = Arrays.copyOf(hash(key, content), HASH_BYTES + content.length);
    System.arraycopy(content, 0, entry, HASH_BYTES, content.length);
    return entry;
  }

  /**
   * What was computed before.
   *
   * @param key names everything that the content follows from
   */
  public Optional<byte[]> get(String key) {
    try {
      byte[] entry = Files.readAllBytes(entry(key));
      if (entry.length < HASH_BYTES) {
        return Optional.empty();
      }
      byte[] content = Arrays.copyOfRange(entry, HASH_BYTES, entry.length);
      byte[] hash = Arrays.copyOf(entry, HASH_BYTES);
      return MessageDigest.isEqual(hash, hash(key, content))
          ? Optional.of(content)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Keeps content for whoever asks for the same key. */
  public void put(String key, byte[] content) {
    writing(
        folder.resolve("results"),
        place -> {
          Path partial = place.resolve(entry(key).getFileName() + PARTIAL);
          try (OutputStream out = new Disk().create(partial)) {
            out.write(entry(key, content));
          }
          Files.move(partial, entry(key), StandardCopyOption.ATOMIC_MOVE);
          return place;
        });
  }

  private Path entry(String key) {
    return folder.resolve(fileName(key));
  }

  /** The key is hashed, too: an entry under another's name is not taken for it. */
  private static byte[] hash(String key, byte[] content) {
    MessageDigest digest = Sha256.digest();
    digest.update(key.getBytes(StandardCharsets.UTF_8));
    return digest.digest(content);
  }

  /**
   * Files of the class path as files of a folder, extracted once.
   *
   * @param name of the folder; other content has another name
   * @return empty if there is no place where only the user can write
   */
  public Optional<Path> extracted(String name, List<URL> resources) {
    Path place = folder.resolve(name);
    if (isWhole(place, resources)) {
      return Optional.of(place);
    }
    return writing(
        place,
        there -> {
          Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwx------"));
          for (URL resource : resources) {
            Path partial = there.resolve(fileName(resource) + PARTIAL);
            try (InputStream in = resource.openStream();
                OutputStream out = new Disk().create(partial)) {
              in.transferTo(out);
            }
            Files.move(partial, there.resolve(fileName(resource)), StandardCopyOption.ATOMIC_MOVE);
          }
          return isWhole(there, resources) ? there : null;
        });
  }

  private static String fileName(URL resource) {
    return resource.getPath().substring(resource.getPath().lastIndexOf('/') + 1);
  }

  /** Code is only loaded from where nobody else can write. */
  private static boolean isWhole(Path place, List<URL> resources) {
    try {
      boolean own =
          Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)
              && Files.getOwner(place).getName().equals(System.getProperty("user.name"))
              && PosixFilePermissions.toString(Files.getPosixFilePermissions(place))
                  .equals("rwx------");
      for (URL resource : own ? resources : List.<URL>of()) {
        Path file = place.resolve(fileName(resource));
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            || checksum(file) != expected(resource)) {
          return false;
        }
      }
      return own;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  private static long checksum(Path file) throws IOException {
    try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(file), new CRC32())) {
      in.transferTo(OutputStream.nullOutputStream());
      return in.getChecksum().getValue();
    }
  }

  /** A jar tells the checksum without unpacking. */
  private static long expected(URL resource) throws IOException {
    if (resource.openConnection() instanceof JarURLConnection jar) {
      return jar.getJarEntry().getCrc();
    }
    try (CheckedInputStream in = new CheckedInputStream(resource.openStream(), new CRC32())) {
      in.transferTo(OutputStream.nullOutputStream());
      return in.getChecksum().getValue();
    }
  }

  private interface Writing {
    Path to(Path place) throws IOException;
  }

  /** Writes under a lock, so that whatever is half-written there is a killed process's. */
  private static synchronized Optional<Path> writing(Path place, Writing writing) {
    try {
      Files.createDirectories(place);
      Path lock = place.resolve("lock");
      try (FileChannel channel =
              FileChannel.open(
                  lock,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS);
          FileLock held = channel.lock()) {
        sweep(place);
        try {
          return held.isValid() ? Optional.ofNullable(writing.to(place)) : Optional.empty();
        } finally {
          sweep(place);
        }
      }
    } catch (IOException | UnsupportedOperationException | OverlappingFileLockException e) {
      // A full or read-only disk: everything works without a cache.
      return Optional.empty();
    }
  }

  private static void sweep(Path place) throws IOException {
    try (DirectoryStream<Path> partial = Files.newDirectoryStream(place, "*" + PARTIAL)) {
      for (Path file : partial) {
        Files.delete(file);
      }
    }
  }
}
