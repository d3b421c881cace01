package io.faultmesh.fast;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import io.faultmesh.network.onnx.OnnxRuntimeLibrary;
import java.nio.IntBuffer;
import java.util.Map;
import java.util.Set;

/**
 * ONNX Runtime's {@code MatMulInteger}: uint8 times uint8 with zero points 128, so the values are
 * signed and the int32 sums exact. One session holds one layer's weights; any thread may run it.
 */
final class OnnxRuntimeKernel implements IntegerKernel {
  private static final int IR_VERSION = 8;
  private static final int OPSET = 13;

  /** A block of rows that stays in the second-level cache together with its sums. */
  private static final int BLOCK_BYTES = 1 << 18;

  private static final int MAX_BLOCK_ROWS = 4096;

  /**
   * Columns that the widest native kernel (AMX) computes at once, and how many it loads at once.
   */
  private static final int TILE_COLUMNS = 32;

  private static final int LOADED_COLUMNS = 16;

  private final OrtSession session;
  private final int filters;
  private final int columns;
  private final int windowSize;
  private final int blockRows;

  OnnxRuntimeKernel(byte[] weights, int filters, int windowSize) {
    this.filters = filters;
    this.columns = columns(filters);
    this.windowSize = windowSize;
    this.blockRows =
        Math.max(1, Math.min(MAX_BLOCK_ROWS, BLOCK_BYTES / Math.max(windowSize, 4 * columns)));
    byte[] matrix = new byte[columns * windowSize];
    for (int n = 0; n < filters; n++) {
      for (int k = 0; k < windowSize; k++) {
        matrix[k * columns + n] = Layout.stored(weights[n * windowSize + k]);
      }
    }
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // Parallelism is over images, in our own threads.
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session =
          OnnxRuntimeLibrary.environment().createSession(model(matrix).toByteArray(), options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * On processors with AMX, version 1.22.0 gets values of every 32nd row wrong where the last tile
   * is filled by more than half, but not wholly: such matrices are filled up.
   */
  private static int columns(int filters) {
    int rest = filters % TILE_COLUMNS;
    return rest > LOADED_COLUMNS ? filters - rest + TILE_COLUMNS : filters;
  }

  private ModelProto model(byte[] matrix) {
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("product")
            .addInput(value("rows", DataType.UINT8))
            .addOutput(value("sums", DataType.INT32))
            .addInitializer(tensor("weights", matrix, windowSize, columns))
            .addInitializer(tensor("zero", new byte[] {Layout.ZERO}))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("MatMulInteger")
                    .addInput("rows")
                    .addInput("weights")
                    .addInput("zero")
                    .addInput("zero")
                    .addOutput("sums"))
            .build();
    return ModelProto.newBuilder()
        .setIrVersion(IR_VERSION)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(OPSET))
        .setGraph(graph)
        .build();
  }

  private static TensorProto tensor(String name, byte[] values, long... dims) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.UINT8.getNumber())
            .setRawData(ByteString.copyFrom(values));
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return tensor.build();
  }

  private static ValueInfoProto value(String name, DataType type) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (String dim : new String[] {name + "Rows", name + "Columns"}) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam(dim));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }

  @Override
  public void multiply(byte[] rows, int rowsOffset, int count, Sink sink, Workspace workspace) {
    try {
      for (int done = 0; done < count; done += blockRows) {
        int block = Math.min(blockRows, count - done);
        Workspace.Block tensors = workspace.block(block, windowSize, columns);
        tensors.rows().put(0, rows, rowsOffset + done * windowSize, block * windowSize);
        session
            .run(
                Map.of("rows", tensors.rowsTensor()),
                Set.of(),
                Map.of("sums", tensors.sumsTensor()))
            .close();
        sink.accept(compact(tensors.sums(), block), block * filters);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("integer product failed: " + e.getMessage(), e);
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
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
