package io.faultmesh.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramVersionTest {
  @TempDir private Path folder;

  private Path jar(String content) throws IOException {
    Path jar = folder.resolve("program.jar");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
      zip.putNextEntry(new ZipEntry("z.class"));
      zip.write(1);
      zip.putNextEntry(new ZipEntry("room/"));
      zip.putNextEntry(new ZipEntry("room/a.class"));
      zip.write(content.getBytes());
    }
    return jar;
  }

  @Test
  void aFolderAndAJarOfTheSameFilesAreTheSameProgramAndAnotherFileIsAnother() throws IOException {
    Path classes = folder.resolve("classes");
    Files.createDirectories(classes.resolve("room"));
    Files.write(classes.resolve("z.class"), new byte[] {1});
    Files.writeString(classes.resolve("room/a.class"), "code");
    String program = ProgramVersion.content(classes);
    assertThat(program).contains("room/a.class", "z.class");
    assertThat(ProgramVersion.content(jar("code"))).isEqualTo(program);
    assertThat(ProgramVersion.content(jar("c0de"))).isNotEqualTo(program);
    Files.writeString(classes.resolve("room/a.class"), "cod");
    assertThat(ProgramVersion.content(classes)).isNotEqualTo(program);
  }
}
