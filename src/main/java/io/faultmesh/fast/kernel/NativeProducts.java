package io.faultmesh.fast.kernel;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import io.faultmesh.network.onnx.export.ModelBuilder;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.List;
import java.util.Map;

/** ONNX Runtime's {@code MatMulInteger}: uint8 values with a zero point, exact int32 sums. */
final class NativeProducts implements Products {
  /** A block of rows that stays in the second-level cache together with its sums. */
  private static final int BLOCK_BYTES = 1 << 18;

  private static final int MAX_BLOCK_ROWS = 4096;

  /**
   * Columns that the widest native kernel (AMX) computes at once, and how many it loads at once.
   */
  private static final int TILE_COLUMNS = 32;

  private static final int LOADED_COLUMNS = 16;
  private static final byte MIDDLE = (byte) 0x80;

  private final NativeSession session;
  private final int filters;
  private final int columns;
  private final int windowSize;
  private final int blockRows;

  /** Products with weights as int8, the faster form; processors without VNNI saturate in it. */
  NativeProducts(byte[] weights, int filters, int windowSize, int lowest) {
    this(weights, filters, windowSize, lowest, true);
  }

  private NativeProducts(
      byte[] weights, int filters, int windowSize, int lowest, boolean signedWeights) {
    this.filters = filters;
    this.columns = columns(filters);
    this.windowSize = windowSize;
    this.blockRows =
        Math.max(1, Math.min(MAX_BLOCK_ROWS, BLOCK_BYTES / Math.max(windowSize, 4 * columns)));
    byte[] matrix = new byte[columns * windowSize];
    byte turned = signedWeights ? 0 : MIDDLE;
    for (int n = 0; n < filters; n++) {
      for (int k = 0; k < windowSize; k++) {
        matrix[k * columns + n] = (byte) (weights[n * windowSize + k] ^ turned);
      }
    }
    long[] scalar = {};
    ModelBuilder model =
        new ModelBuilder("product")
            .input("rows", DataType.UINT8, 2)
            .bytes("weights", signedWeights, new long[] {windowSize, columns}, matrix)
            .bytes("rowZero", false, scalar, (byte) -lowest)
            .bytes("weightZero", signedWeights, scalar, turned)
            .node(
                "MatMulInteger",
                "product",
                List.of("rows", "weights", "rowZero", "weightZero"),
                "sums")
            .output("sums", DataType.INT32, 2);
    session = new NativeSession(model);
  }

  /** Products with weights as uint8, which do not saturate. */
  static NativeProducts ofUnsignedWeights(byte[] weights, int filters, int windowSize, int lowest) {
    return new NativeProducts(weights, filters, windowSize, lowest, false);
  }

  /**
   * On processors with AMX, version 1.22.0 gets values of every 32nd row wrong where the last tile
   * is filled by more than half, but not wholly: such matrices are filled up.
   */
  static int columns(int filters) {
    int rest = filters % TILE_COLUMNS;
    return rest > LOADED_COLUMNS ? filters - rest + TILE_COLUMNS : filters;
  }

  @Override
  public void multiply(byte[] rows, int rowsOffset, int count, Sink sink) {
    int most = Math.min(blockRows, count);
    try (Slab values = new Slab(most * windowSize);
        Slab sums = new Slab(most * columns * Integer.BYTES)) {
      IntBuffer results = sums.bytes().order(ByteOrder.nativeOrder()).asIntBuffer();
      for (int done = 0; done < count; done += blockRows) {
        int block = Math.min(blockRows, count - done);
        values.bytes().put(0, rows, rowsOffset + done * windowSize, block * windowSize);
        session.run(
            Map.of("rows", values.view(OnnxJavaType.UINT8, (long) block, (long) windowSize)),
            Map.of("sums", sums.view(OnnxJavaType.INT32, (long) block, (long) columns)));
        sink.accept(compact(results, block), block * filters);
      }
    }
  }

  /** The sums without what fills the columns up. */
  private IntBuffer compact(IntBuffer sums, int rows) {
    if (columns > filters) {
      for (int row = 1; row < rows; row++) {
        sums.put(row * filters, sums, row * columns, filters);
      }
    }
    return sums;
  }

  @Override
  public void close() {
    session.close();
  }
}
