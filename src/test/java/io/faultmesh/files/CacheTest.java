package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
  private static final byte[] CONTENT = {1, 2, 3};

  @TempDir Path folder;

  private Path entry(String key) {
    return folder.resolve("results").resolve(Sha256.of(key));
  }

  @Test
  void whatWasPutIsThere() {
    Cache cache = new Cache(folder);
    assertThat(cache.get("key")).isEmpty();
    cache.put("key", CONTENT);
    assertThat(cache.get("key")).contains(CONTENT);
    assertThat(cache.get("other")).isEmpty();
  }

  @Test
  void aDamagedEntryIsAsGoodAsNone() throws IOException {
    Cache cache = new Cache(folder);
    cache.put("key", CONTENT);
    byte[] bytes = Files.readAllBytes(entry("key"));
    for (int i = 0; i < bytes.length; i++) {
      byte[] damaged = bytes.clone();
      damaged[i] ^= 1;
      Files.write(entry("key"), damaged);
      assertThat(cache.get("key")).as("byte %d", i).isEmpty();
      Files.write(entry("key"), java.util.Arrays.copyOf(bytes, i));
      assertThat(cache.get("key")).as("%d bytes", i).isEmpty();
    }
    Files.write(entry("other"), bytes);
    assertThat(cache.get("other")).isEmpty();
    cache.put("key", CONTENT);
    assertThat(cache.get("key")).contains(CONTENT);
  }

  @Test
  void whatAKilledProcessLeftIsRemoved() throws IOException {
    Cache cache = new Cache(folder);
    cache.put("key", CONTENT);
    Path left = Files.write(folder.resolve("results/0.partial"), CONTENT);
    cache.put("other", CONTENT);
    assertThat(left).doesNotExist();
  }

  @Test
  void withoutAPlaceThereIsNoCache() throws IOException {
    Cache cache = new Cache(Files.writeString(folder.resolve("file"), "").resolve("cache"));
    cache.put("key", CONTENT);
    assertThat(cache.get("key")).isEmpty();
    assertThat(cache.extracted("lib", resources())).isEmpty();
  }

  private static List<URL> resources() {
    return List.of(CacheTest.class.getResource("/version.properties"));
  }

  @Test
  void librariesAreExtractedOnceAndMendedWhenDamaged() throws IOException {
    Cache cache = new Cache(folder);
    Path place = cache.extracted("lib", resources()).orElseThrow();
    Path file = place.resolve("version.properties");
    byte[] whole = Files.readAllBytes(file);
    Object key = Files.getAttribute(file, "unix:ino");
    assertThat(cache.extracted("lib", resources())).contains(place);
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(key);
    Files.writeString(file, "damaged");
    assertThat(cache.extracted("lib", resources())).contains(place);
    assertThat(file).hasBinaryContent(whole);
  }
}
