package io.faultmesh.fast.kernel;

/** Computes a layer's 8-bit results without faults. Any thread may run it. */
public interface ResultKernel extends AutoCloseable {

  /**
   * Computes a batch.
   *
   * @param in {@code [image][y][x][channel]} as {@link Layout} stores them
   * @param out the same for the results
   */
  void run(Slab in, Slab out, int images);

  KernelKind kind();

  @Override
  void close();
}
