package io.faultmesh.files;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A folder's lock, which one process has and the operating system drops when it ends. No other
 * stream of the file may ever be opened by the process: closing that one would drop the lock.
 */
final class FolderLock implements Closeable {
  /** The file that is locked. */
  static final String NAME = "lock";

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @param created whether this process has created the folder
   * @return null if the folder has changed hands meanwhile
   * @throws OccupiedException if another process has it
   */
  static FolderLock take(Disk disk, Path folder, boolean created) throws IOException {
    Path file = folder.resolve(NAME);
    createFile(disk, file);
    Object before = key(file);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try {
      if (!tryLock(channel, created)) {
        throw new OccupiedException(
            folder + ": another faultmesh is writing there; wait for it or give another --out");
      }
      if (Objects.equals(before, key(file))) {
        return new FolderLock(channel);
      }
      channel.close();
      return null;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static void createFile(Disk disk, Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      disk.create(file).close();
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; the lock decides.
      return;
    }
  }

  /** On a file system without locks a folder is whose process has created it. */
  private static boolean tryLock(FileChannel channel, boolean created) {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    } catch (IOException e) {
      return created;
    }
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  boolean isHeld() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
