package io.faultmesh.report;

import io.faultmesh.scenario.BadInputException;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * A run folder in the making: it has a temporary name until {@link #complete}, so whatever has the
 * real name is whole. Closing an incomplete one, or ending the program (also by a signal), removes
 * it.
 */
public final class RunFolder implements Closeable {
  private final Path target;
  private final Path working;
  private final Thread cleanUp;
  private final ReentrantLock lock = new ReentrantLock();

  private RunFolder(Path target, Path working) {
    this.target = target;
    this.working = working;
    this.cleanUp = new Thread(this::abandon);
    Runtime.getRuntime().addShutdownHook(cleanUp);
  }

  /**
   * Starts a folder.
   *
   * @throws BadInputException if the place cannot be written, or holds something that no run wrote
   */
  public static RunFolder create(Path target) {
    Path absolute = target.toAbsolutePath().normalize();
    try {
      if (Files.exists(absolute) && !isRunFolder(absolute)) {
        throw new BadInputException(
            target + ": exists and is not a run folder; nothing was written");
      }
      Path parent = absolute.getParent();
      Files.createDirectories(parent);
      return new RunFolder(
          absolute, Files.createTempDirectory(parent, "." + absolute.getFileName() + ".partial-"));
    } catch (IOException e) {
      throw new BadInputException(target + ": cannot be written: " + e.getMessage(), e);
    }
  }

  private static boolean isRunFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> files = Files.list(folder)) {
      List<String> names = files.map(file -> file.getFileName().toString()).toList();
      return names.isEmpty() || names.contains("scenario.yaml") || names.contains("layers.csv");
    }
  }

  /** The end of the program: the lock is kept, so whoever would still write waits for the end. */
  @SuppressWarnings("LockNotBeforeTry")
  private void abandon() {
    lock.lock();
    delete(working);
  }

  public void write(String name, String content) {
    try (Writer writer = open(name)) {
      writer.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Writer open(String name) {
    return new BufferedWriter(new OutputStreamWriter(stream(name), StandardCharsets.UTF_8));
  }

  public OutputStream stream(String name) {
    lock.lock();
    try {
      Path file = working.resolve(name);
      Files.createDirectories(file.getParent());
      return Files.newOutputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Gives the folder its real name, in place of an earlier run's. */
  public void complete() {
    lock.lock();
    try {
      Path old = null;
      if (Files.exists(target)) {
        old = Files.createTempDirectory(target.getParent(), "." + target.getFileName() + ".old-");
        Files.move(target, old.resolve("run"));
      }
      Files.move(working, target);
      if (old != null) {
        delete(old);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      delete(working);
    } finally {
      lock.unlock();
    }
    try {
      Runtime.getRuntime().removeShutdownHook(cleanUp);
    } catch (IllegalStateException e) {
      // The program is ending: the hook is running already.
      return;
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
