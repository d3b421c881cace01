package io.faultmesh.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The style of the house, read by the compiler's own parser. */
class HouseStyleTest {
  private static final int FILE_LINES = 300;
  private static final int METHOD_LINES = 70;
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final Path TESTS = Path.of("src", "test", "java");

  @Test
  void filesAreShort() {
    List<String> tooLong = new ArrayList<>();
    for (Path file : files(MAIN, TESTS)) {
      long lines = text(file).lines().count();
      if (lines > FILE_LINES) {
        tooLong.add(file + " has " + lines + " lines");
      }
    }
    assertThat(tooLong).as("files of more than %d lines", FILE_LINES).isEmpty();
  }

  @Test
  void methodsAreShort() throws IOException {
    assertThat(longMethods(files(MAIN, TESTS)))
        .as("methods of more than %d lines", METHOD_LINES)
        .isEmpty();
  }

  @Test
  void everyRoomSaysWhatItIsForAndGivesAnExample() {
    Set<Path> rooms = new TreeSet<>();
    files(MAIN).forEach(file -> rooms.add(file.getParent()));
    assertThat(rooms).isNotEmpty();
    for (Path room : rooms) {
      Path info = room.resolve("package-info.java");
      assertThat(info).exists();
      assertThat(text(info).replace("\n * ", " ")).as(info.toString()).contains("xample");
    }
  }

  private static List<String> longMethods(List<Path> files) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<String> found = new ArrayList<>();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  manager,
                  null,
                  List.of("-proc:none"),
                  null,
                  manager.getJavaFileObjectsFromPaths(files));
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        unit.accept(
            new TreeScanner<Void, Void>() {
              @Override
              public Void visitMethod(MethodTree method, Void nothing) {
                LineMap lines = unit.getLineMap();
                long first = lines.getLineNumber(positions.getStartPosition(unit, method));
                long last = lines.getLineNumber(positions.getEndPosition(unit, method));
                if (last - first + 1 > METHOD_LINES) {
                  found.add(
                      unit.getSourceFile().getName()
                          + ":"
                          + first
                          + ": "
                          + method.getName()
                          + " has "
                          + (last - first + 1)
                          + " lines");
                }
                return super.visitMethod(method, nothing);
              }
            },
            null);
      }
    }
    return found;
  }

  private static List<Path> files(Path... roots) {
    List<Path> all = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> paths = Files.walk(root)) {
        paths.filter(path -> path.toString().endsWith(".java")).sorted().forEach(all::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return all;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
