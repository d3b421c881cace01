package io.faultmesh.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Everything that changes the file system, step by step, so that a test can end the program between
 * any two steps. New files and folders get the permissions that the user's umask gives.
 */
class Disk {
  private static final OpenOption[] NEW = {
    StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS
  };

  void createFolder(Path folder) throws IOException {
    Files.createDirectory(folder);
  }

  /** Creates a file that must not exist; a link of its name is not followed. */
  OutputStream create(Path file) throws IOException {
    return Files.newOutputStream(file, NEW);
  }

  void write(Path file, String text) throws IOException {
    try (OutputStream out = create(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  /** Opens a file to append to it. */
  OutputStream extend(Path file) throws IOException {
    return Files.newOutputStream(
        file, StandardOpenOption.WRITE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
  }

  /** Cuts a file off. */
  void truncate(Path file, long bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      channel.truncate(bytes);
    }
  }

  /** Renames; refuses to replace anything but an empty folder by a folder. */
  void move(Path from, Path to) throws IOException {
    if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
      // The plain system call: it fails where anything but an empty folder is.
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.move(from, to);
    }
  }

  void replace(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  /** Removes a folder unless something lies in it. */
  void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException e) {
      // Whatever lies there is somebody's.
      return;
    }
  }
}
