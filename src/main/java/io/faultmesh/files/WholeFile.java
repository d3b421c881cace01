package io.faultmesh.files;

import io.faultmesh.scenario.BadInputException;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A single file in the making. A plain file grows in a hidden folder beside its place and is moved
 * there when complete; what is not a plain file, like a pipe or a device, is written through.
 * Closing an incomplete file, or ending the program, leaves nothing.
 */
public final class WholeFile implements Closeable {
  private static final String CONTENT = "content";
  private static final int READER_SECONDS = 10;

  private final Disk disk;
  private final Path name;
  private final Path place;

  /** Null for what is written through. */
  private final Staging staging;

  private final OutputStream out;
  private final Runnable cleanUp = this::abandon;
  private final ReentrantLock lock = new ReentrantLock();

  /** Where an export goes, checked before any work. */
  public record Target(Path name, Path place, boolean plain) {
    /** Starts the file. */
    public WholeFile open() {
      return open(new Disk());
    }

    WholeFile open(Disk disk) {
      try {
        return plain ? CleanUps.begin(() -> new WholeFile(disk, this)) : new WholeFile(disk, this);
      } catch (IOException e) {
        throw Reasons.unwritable(name, e);
      }
    }
  }

  private WholeFile(Disk disk, Target target) throws IOException {
    this.disk = disk;
    this.name = target.name();
    this.place = target.place();
    if (target.plain()) {
      staging = Staging.begin(disk, Staging.beside(place));
      out = new NamedStream(content(staging), name);
    } else {
      staging = null;
      out = new NamedStream(through(place), name);
    }
    CleanUps.add(cleanUp);
  }

  /** A pipe opens when somebody reads from it, which may never happen. */
  private static OutputStream opened(Path place) throws IOException {
    CompletableFuture<OutputStream> opening =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.newOutputStream(place, StandardOpenOption.WRITE);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    try {
      return opening.get(READER_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("nobody reads from this pipe", e);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static OutputStream content(Staging staging) throws IOException {
    OutputStream content = null;
    try {
      content = staging.create(CONTENT);
      return content;
    } finally {
      if (content == null) {
        staging.close();
      }
    }
  }

  /**
   * Checks a place, following links.
   *
   * @param input what is read meanwhile
   * @param force whether a plain file that exists may be replaced
   * @throws BadInputException if nothing can be written there
   */
  public static Target target(Path name, Path input, boolean force) {
    try {
      OutputFolder.sweepBeside(new Disk(), name);
      if (Files.exists(name) && Files.isSameFile(name, input)) {
        throw new BadInputException(name + ": is read itself; give another name");
      }
      if (Files.isDirectory(name)) {
        throw new BadInputException(name + ": is a folder; a file is needed");
      }
      if (!Files.exists(name)) {
        if (Files.isSymbolicLink(name)) {
          throw new BadInputException(name + ": is a link to nothing; nothing was written");
        }
        Path parent = name.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
          throw new BadInputException(name + ": there is no folder " + parent);
        }
        return new Target(name, parent.toRealPath().resolve(name.getFileName()), true);
      }
      if (!Files.isRegularFile(name) || standard(name) != null) {
        return new Target(name, name, false);
      }
      Path real = name.toRealPath();
      if (!force && Files.size(real) > 0) {
        throw new BadInputException(name + ": exists; give another name, or --force to replace it");
      }
      return new Target(name, real, true);
    } catch (IOException e) {
      throw Reasons.unwritable(name, e);
    }
  }

  /** Standard output or error by one of their names, also where the shell has put a plain file. */
  private static FileDescriptor standard(Path name) throws IOException {
    Path at = name.toAbsolutePath().normalize();
    for (int links = 0; links < 8 && Files.isSymbolicLink(at); links++) {
      Path descriptors = at.getParent().toRealPath();
      if (descriptors.startsWith("/proc") && descriptors.endsWith("fd")) {
        String number = at.getFileName().toString();
        return number.equals("1")
            ? FileDescriptor.out
            : number.equals("2") ? FileDescriptor.err : null;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at)).normalize();
    }
    return null;
  }

  private static OutputStream through(Path place) throws IOException {
    FileDescriptor standard = standard(place);
    if (standard == null) {
      return opened(place);
    }
    System.out.flush();
    return new FileOutputStream(standard) {
      @Override
      public void close() throws IOException {
        // The program may have more to say there.
        flush();
      }
    };
  }

  public OutputStream out() {
    return out;
  }

  /** Gives the file its name. */
  public void complete() throws IOException {
    out.close();
    if (staging == null) {
      return;
    }
    lock.lock();
    try {
      disk.replace(staging.files().resolve(CONTENT), place);
    } finally {
      lock.unlock();
    }
  }

  /** The end of the program: the lock is kept, so whoever would still write waits for the end. */
  @SuppressWarnings("LockNotBeforeTry")
  private void abandon() {
    lock.lock();
    try {
      end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void end() throws IOException {
    if (staging != null) {
      staging.close();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
    CleanUps.remove(cleanUp);
  }
}
