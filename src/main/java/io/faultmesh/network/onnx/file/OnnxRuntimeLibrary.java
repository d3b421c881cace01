package io.faultmesh.network.onnx.file;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.faultmesh.files.Cache;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Text;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * ONNX Runtime, loaded from the user's cache. Left to itself it unpacks 21 MB into the temporary
 * folder at every start, and leaves a folder there.
 */
public final class OnnxRuntimeLibrary {
  private static final Logger LOGGER = Logger.getLogger("ai.onnxruntime.OnnxRuntime");
  private static final String PATH = "onnxruntime.native.path";
  private static final String RESOURCES = "/ai/onnxruntime/native/linux-";

  private OnnxRuntimeLibrary() {}

  /**
   * The process's environment.
   *
   * @throws BadInputException if the library cannot be loaded
   */
  public static synchronized OrtEnvironment environment() {
    if (System.getProperty(PATH) == null) {
      extract();
    }
    // It would print a stack trace before it throws what stops the program anyway.
    LOGGER.setLevel(Level.OFF);
    try {
      return OrtEnvironment.getEnvironment();
    } catch (LinkageError | RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      throw new BadInputException(
          Text.format(
              "ONNX Runtime cannot be loaded (%s); it needs room in the temporary folder %s: make some, or name another in FAULTMESH_JAVA_OPTIONS=-Djava.io.tmpdir=DIR",
              cause.getMessage(), System.getProperty("java.io.tmpdir")),
          e);
    } finally {
      removeTemporaryFolder();
    }
  }

  /**
   * Options of a session of one thread that is silent: its errors come back as exceptions, and its
   * warnings are about its own optimisations.
   *
   * @throws BadInputException if the library cannot be loaded
   */
  public static OrtSession.SessionOptions options() throws OrtException {
    // ONNX Runtime's own classes would load a copy of the library from wherever they please.
    environment();
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    return options;
  }

  private static void extract() {
    String machine = System.getProperty("os.arch").equals("amd64") ? "x64" : "aarch64";
    List<URL> libraries =
        Stream.of("libonnxruntime.so", "libonnxruntime4j_jni.so")
            .map(file -> OrtEnvironment.class.getResource(RESOURCES + machine + "/" + file))
            .filter(Objects::nonNull)
            .toList();
    String version = OrtEnvironment.class.getPackage().getImplementationVersion();
    if (libraries.size() == 2) {
      Cache.ofUser()
          .extracted("onnxruntime-" + version + "-" + machine, libraries)
          .ifPresent(folder -> System.setProperty(PATH, folder.toString()));
    }
  }

  /** A library that is loaded needs its file no more; left alone, the folder would stay. */
  private static void removeTemporaryFolder() {
    try {
      Field field = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("tempDirectory");
      field.setAccessible(true);
      if (field.get(null) instanceof Path folder && Files.isDirectory(folder)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
    } catch (ReflectiveOperationException | IOException e) {
      // Another version may do without; at the worst the folder stays.
      return;
    }
  }
}
