package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.InvalidProtocolBufferException;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.reading.FileErrors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One tensor in a file of its own, as ONNX's test cases keep their inputs and outputs ({@code
 * input_0.pb}).
 *
 * @param shape its dimensions
 * @param values in row-major order
 */
public record TensorProtoFile(List<Long> shape, float[] values) {
  private static final long MAX_BYTES = 1L << 30;

  /**
   * Reads a file.
   *
   * @throws BadInputException if it is no whole tensor of float32, float64, int8, uint8, int32 or
   *     int64 values
   */
  public static TensorProtoFile read(Path file) {
    FileErrors.requireFile(file);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new BadInputException(file + ": over " + MAX_BYTES + " bytes are too many");
      }
      TensorProto tensor = TensorProto.parseFrom(Files.readAllBytes(file));
      if (tensor.getDataType() == 0) {
        throw new BadInputException(file + ": not a tensor in ONNX's format, nor a NumPy array");
      }
      OnnxTensors.check(file.toString(), tensor);
      return new TensorProtoFile(tensor.getDimsList(), values(file, tensor));
    } catch (InvalidProtocolBufferException e) {
      throw new BadInputException(
          file + ": not a tensor in ONNX's format, nor a NumPy array (.npy)", e);
    } catch (IOException e) {
      throw FileErrors.unreadable(file, e);
    }
  }

  private static float[] values(Path file, TensorProto tensor) {
    int count = (int) OnnxTensors.claimed(file.toString(), tensor);
    ByteBuffer raw = tensor.getRawData().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    boolean packed = raw.hasRemaining();
    DataType type = DataType.forNumber(tensor.getDataType());
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type == null ? DataType.UNDEFINED : type) {
            case FLOAT -> packed ? raw.getFloat() : tensor.getFloatData(i);
            case DOUBLE -> (float) (packed ? raw.getDouble() : tensor.getDoubleData(i));
            case INT8 -> packed ? raw.get() : tensor.getInt32Data(i);
            case UINT8 -> packed ? raw.get() & 0xff : tensor.getInt32Data(i);
            case INT32 -> packed ? raw.getInt() : tensor.getInt32Data(i);
            case INT64 -> packed ? raw.getLong() : tensor.getInt64Data(i);
            default ->
                throw new BadInputException(
                    file
                        + ": its values are "
                        + OnnxTensors.typeName(tensor.getDataType())
                        + "; float32, float64, int8, uint8, int32 and int64 can be read");
          };
    }
    return values;
  }
}
