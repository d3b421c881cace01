package io.faultmesh.cli;

import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.Sha256;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipException;

/**
 * Mechanisms of a user's own, from JAR files. Each file has a class loader of its own, whose name
 * tells which one failed.
 */
final class Plugins {
  static final String OPTION = "--plugin";
  static final String VARIABLE = "FAULTMESH_CLASSPATH";

  private static final String LIST = "META-INF/services/" + ProtectSettings.class.getName();
  private static final String LOADER = "plugin ";

  private Plugins() {}

  /** The files that the environment variable names. */
  static List<Path> ofEnvironment() {
    String variable = System.getenv(VARIABLE);
    List<Path> files = new ArrayList<>();
    if (variable != null) {
      for (String file : variable.split(File.pathSeparator, -1)) {
        if (!file.isEmpty()) {
          files.add(Path.of(file));
        }
      }
    }
    return files;
  }

  /**
   * Makes the mechanisms of these files known, and no others of earlier calls.
   *
   * @throws BadInputException if one is missing, no JAR, without mechanisms, or broken
   */
  static void use(List<Path> files) {
    List<ProtectSettings> mechanisms = new ArrayList<>();
    List<String> identities = new ArrayList<>();
    for (Path file : files) {
      List<ProtectSettings> own = load(file);
      for (ProtectSettings one : own) {
        boolean isTaken = mechanisms.stream().anyMatch(other -> other.key().equals(one.key()));
        if (isTaken || ProtectSettings.isBuiltIn(one.key())) {
          throw bad(file, "its mechanism '" + one.key() + "' has the name of another one");
        }
        mechanisms.add(one);
      }
      String keys = own.stream().map(ProtectSettings::key).collect(Collectors.joining(", "));
      identities.add(keys + " of plugin " + Sha256.of(file));
    }
    ProtectSettings.add(mechanisms);
    ProgramVersion.extend(identities);
  }

  private static List<ProtectSettings> load(Path file) {
    requireJar(file);
    URLClassLoader loader =
        new URLClassLoader(LOADER + file, new URL[] {url(file)}, Plugins.class.getClassLoader());
    List<ProtectSettings> own = new ArrayList<>();
    try {
      for (ProtectSettings one : ServiceLoader.load(ProtectSettings.class, loader)) {
        if (one.getClass().getClassLoader() == loader) {
          own.add(checked(file, one));
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      throw bad(file, "its mechanism cannot be loaded: " + cause(e));
    }
    if (own.isEmpty()) {
      throw bad(file, "holds no mechanism; its file " + LIST + " must name its classes");
    }
    return own;
  }

  private static void requireJar(Path file) {
    requireFile(file);
    try (JarFile jar = new JarFile(file.toFile())) {
      if (jar.getEntry(LIST) == null) {
        throw bad(file, "holds no mechanism; its file " + LIST + " must name its classes");
      }
    } catch (ZipException e) {
      throw bad(file, "is no JAR");
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  private static void requireFile(Path file) {
    try {
      FileErrors.requireFile(file);
    } catch (BadInputException e) {
      throw new BadInputException(OPTION + " " + e.getMessage(), e);
    }
  }

  private static ProtectSettings checked(Path file, ProtectSettings one) {
    String key = one.key();
    if (key == null
        || !key.matches("[a-z][a-z0-9-]*")
        || key.equals("none")
        || key.equals("data")) {
      throw bad(file, "a mechanism's name is a word of small letters, not '" + key + "'");
    }
    if (!one.getClass().isRecord()) {
      throw bad(file, "the mechanism '" + key + "' is no record");
    }
    return one;
  }

  private static URL url(Path file) {
    try {
      return file.toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static BadInputException bad(Path file, String problem) {
    return new BadInputException(OPTION + " " + file + ": " + problem);
  }

  private static String cause(Throwable e) {
    Throwable innermost = e;
    while (innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    return innermost.toString();
  }

  /** The error as one of a plugin, if it arose in its code or where it is called. */
  static Optional<BadInputException> blame(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      for (StackTraceElement frame : cause.getStackTrace()) {
        String loader = frame.getClassLoaderName();
        if (loader != null && loader.startsWith(LOADER)) {
          String place = frame.getClassName() + "." + frame.getMethodName();
          return Optional.of(
              new BadInputException(
                  loader + ": its mechanism failed in " + place + ": " + cause(error), error));
        }
      }
    }
    return Optional.empty();
  }
}
