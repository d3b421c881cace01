package io.faultmesh.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Java of docs/developing.md, and JAR files of such classes. */
public final class DevelopingPage {
  private static final Path PAGE = Path.of("docs", "developing.md");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern TYPE =
      Pattern.compile("^(?:public )?(?:record|class) (\\w+)", Pattern.MULTILINE);
  private static final String LIST = "META-INF/services/io.faultmesh.scenario.ProtectSettings";

  private DevelopingPage() {}

  /** Sources by their types' names. */
  public static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new LinkedHashMap<>();
    Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
    while (blocks.find()) {
      Matcher type = TYPE.matcher(blocks.group(1));
      assertThat(type.find()).as("a block without a type").isTrue();
      sources.put(type.group(1), blocks.group(1));
    }
    return sources;
  }

  /** Compiles the page into a folder. */
  static List<Path> compile(Path folder) throws IOException {
    return compile(folder, sources());
  }

  /** Compiles sources into a folder, where they are left, too. */
  public static List<Path> compile(Path folder, Map<String, String> sources) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> source : sources.entrySet()) {
      files.add(Files.writeString(folder.resolve(source.getKey() + ".java"), source.getValue()));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of(
              "-d", folder.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
      var units = manager.getJavaFileObjectsFromPaths(files);
      boolean compiled = compiler.getTask(messages, manager, null, options, null, units).call();
      assertThat(compiled).as(messages.toString()).isTrue();
    }
    return files;
  }

  /**
   * A JAR of one compiled source.
   *
   * @param named the classes that its list of mechanisms names; none: it has no list
   */
  public static Path jar(Path folder, String name, String source, String... named)
      throws IOException {
    Path classes = Files.createDirectories(folder.resolve(name + ".classes"));
    Matcher type = TYPE.matcher(source);
    assertThat(type.find()).isTrue();
    compile(classes, Map.of(type.group(1), source));
    Path jar = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file);
        var found = Files.walk(classes)) {
      for (Path one : found.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
        out.putNextEntry(new JarEntry(classes.relativize(one).toString()));
        out.write(Files.readAllBytes(one));
      }
      if (named.length > 0) {
        out.putNextEntry(new JarEntry(LIST));
        out.write(String.join("\n", named).getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
    }
    return jar;
  }
}
