package io.faultmesh.files;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A file's stream, whose errors name the file. */
final class NamedStream extends FilterOutputStream {
  private final Path name;

  NamedStream(OutputStream out, Path name) {
    super(out);
    this.name = name;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void step(Step step) throws IOException {
    try {
      step.run();
    } catch (IOException e) {
      throw new IOException(name + ": cannot be written: " + Reasons.of(e), e);
    }
  }

  @Override
  public void write(int value) throws IOException {
    step(() -> out.write(value));
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    step(() -> out.write(bytes, offset, length));
  }

  @Override
  public void flush() throws IOException {
    step(out::flush);
  }

  @Override
  public void close() throws IOException {
    step(out::close);
  }
}
