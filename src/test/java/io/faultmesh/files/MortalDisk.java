package io.faultmesh.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A disk on which the program is killed before a certain step; a step that writes bytes is done by
 * half. What follows the kill does nothing, as in a dead process.
 */
final class MortalDisk extends Disk {
  /** Thrown where the process ends; nobody catches it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private int stepsLeft;

  MortalDisk(int steps) {
    stepsLeft = steps;
  }

  boolean isAlive() {
    return stepsLeft > 0;
  }

  private void step() {
    stepsLeft--;
    if (stepsLeft <= 0) {
      throw new Killed();
    }
  }

  @Override
  void createFolder(Path folder) throws IOException {
    step();
    super.createFolder(folder);
  }

  @Override
  OutputStream create(Path file) throws IOException {
    step();
    return mortal(super.create(file));
  }

  @Override
  OutputStream extend(Path file) throws IOException {
    step();
    return mortal(super.extend(file));
  }

  @Override
  void truncate(Path file, long bytes) throws IOException {
    step();
    super.truncate(file, bytes);
  }

  private OutputStream mortal(OutputStream out) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (stepsLeft == 1) {
          out.write(bytes, offset, length / 2);
        }
        step();
        out.write(bytes, offset, length);
      }

      @Override
      public void close() throws IOException {
        out.close();
      }
    };
  }

  @Override
  void append(Path file, String text) throws IOException {
    if (stepsLeft == 1) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
      super.append(file, new String(half, StandardCharsets.UTF_8));
    }
    step();
    super.append(file, text);
  }

  @Override
  void move(Path from, Path to) throws IOException {
    step();
    super.move(from, to);
  }

  @Override
  void replace(Path from, Path to) throws IOException {
    step();
    super.replace(from, to);
  }

  @Override
  void delete(Path file) throws IOException {
    step();
    super.delete(file);
  }

  @Override
  void deleteIfEmpty(Path folder) throws IOException {
    step();
    super.deleteIfEmpty(folder);
  }
}
