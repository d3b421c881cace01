package io.faultmesh.network.onnx.file;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataLocation;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import io.faultmesh.scenario.BadInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Values of ONNX tensors. */
public final class OnnxTensors {
  private OnnxTensors() {}

  /**
   * Checks that a tensor holds the values that its shape claims, before anybody allocates by the
   * claim.
   */
  public static void check(String where, TensorProto tensor) {
    if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
      throw new BadInputException(
          where + " lies in another file; save the network with its weights in one file");
    }
    long claimed = claimed(where, tensor);
    long held = valuesHeld(tensor);
    if (isFourBit(tensor.getDataType()) && held == claimed + 1) {
      // The last byte is half empty.
      held = claimed;
    }
    if (held != claimed) {
      throw new BadInputException(
          where
              + " claims the shape "
              + tensor.getDimsList()
              + " ("
              + claimed
              + " values) but holds "
              + held);
    }
  }

  /** The number of values that a tensor's shape claims, below 2^31. */
  static long claimed(String where, TensorProto tensor) {
    long claimed = 1;
    for (long dim : tensor.getDimsList()) {
      if (dim < 0 || (dim > 0 && claimed > Integer.MAX_VALUE / dim)) {
        throw new BadInputException(
            where
                + " claims the shape "
                + tensor.getDimsList()
                + ", which is negative or over 2^31 values");
      }
      claimed *= dim;
    }
    return claimed;
  }

  private static int count(TensorProto tensor) {
    long count = 1;
    for (long dim : tensor.getDimsList()) {
      count *= dim;
    }
    return (int) count;
  }

  private static boolean isFourBit(int type) {
    return type == DataType.INT4.getNumber() || type == DataType.UINT4.getNumber();
  }

  private static long valuesHeld(TensorProto tensor) {
    if (isFourBit(tensor.getDataType())) {
      return 2L * (tensor.getRawData().size() + tensor.getInt32DataCount());
    }
    int width = bytesPerValue(tensor.getDataType());
    if (!tensor.getRawData().isEmpty() && width > 0) {
      return tensor.getRawData().size() % width == 0 ? tensor.getRawData().size() / width : -1;
    }
    DataType type = DataType.forNumber(tensor.getDataType());
    // Each type has one field; what lies in another is not this tensor's.
    return switch (type == null ? DataType.UNDEFINED : type) {
      case FLOAT -> tensor.getFloatDataCount();
      case DOUBLE -> tensor.getDoubleDataCount();
      case INT64 -> tensor.getInt64DataCount();
      case UINT32, UINT64 -> tensor.getUint64DataCount();
      case STRING -> tensor.getStringDataCount();
      default -> tensor.getInt32DataCount();
    };
  }

  /** Bytes of a value; 0 where values are not whole bytes. */
  static int bytesPerValue(int type) {
    DataType dataType = DataType.forNumber(type);
    if (dataType == null) {
      return 0;
    }
    return switch (dataType) {
      case INT8, UINT8, BOOL -> 1;
      case INT16, UINT16, FLOAT16, BFLOAT16 -> 2;
      case FLOAT, INT32, UINT32 -> 4;
      case DOUBLE, INT64, UINT64 -> 8;
      default -> 0;
    };
  }

  /** The values of a float tensor. */
  public static float[] floats(OnnxNode user, TensorProto tensor) {
    check(user.where() + " tensor '" + tensor.getName() + "'", tensor);
    ByteBuffer raw = raw(tensor.getRawData());
    int count = (int) valuesHeld(tensor);
    float[] values = new float[count];
    if (tensor.getDataType() == DataType.FLOAT.getNumber()) {
      if (raw.hasRemaining()) {
        raw.asFloatBuffer().get(values);
      } else {
        for (int i = 0; i < count; i++) {
          values[i] = tensor.getFloatData(i);
        }
      }
    } else {
      throw user.error("needs float32 values, not type " + typeName(tensor.getDataType()));
    }
    for (float value : values) {
      if (!Float.isFinite(value)) {
        throw user.error("tensor '" + tensor.getName() + "' holds a value that is not finite");
      }
    }
    return values;
  }

  /** The values of an integer tensor. */
  public static long[] longs(OnnxNode user, TensorProto tensor) {
    check(user.where() + " tensor '" + tensor.getName() + "'", tensor);
    ByteBuffer raw = raw(tensor.getRawData());
    DataType type = DataType.forNumber(tensor.getDataType());
    long[] values = new long[count(tensor)];
    for (int i = 0; i < values.length; i++) {
      boolean packed = raw.hasRemaining();
      values[i] =
          switch (type == null ? DataType.UNDEFINED : type) {
            case INT64 -> packed ? raw.getLong() : tensor.getInt64Data(i);
            case INT32 -> packed ? raw.getInt() : tensor.getInt32Data(i);
            case INT8 -> packed ? raw.get() : tensor.getInt32Data(i);
            case UINT8, BOOL -> packed ? raw.get() & 0xff : tensor.getInt32Data(i);
            case INT4 -> fourBits(tensor, i) << 28 >> 28;
            case UINT4 -> fourBits(tensor, i);
            default ->
                throw user.error(
                    "needs integer values, not type " + typeName(tensor.getDataType()));
          };
    }
    return values;
  }

  /** Two values to a byte, the first in the lower half. */
  private static int fourBits(TensorProto tensor, int index) {
    int pair =
        tensor.getRawData().isEmpty()
            ? tensor.getInt32Data(index / 2)
            : tensor.getRawData().byteAt(index / 2);
    return (pair >> (4 * (index % 2))) & 0xf;
  }

  /** The bytes of as many ones of the same type. */
  public static ByteString rawOnes(TensorProto like) {
    int type = like.getDataType();
    int count = count(like);
    int width = bytesPerValue(type);
    byte[] bytes = new byte[isFourBit(type) ? (count + 1) / 2 : count * width];
    for (int i = 0; i < bytes.length; i += Math.max(1, width)) {
      bytes[i] = (byte) (isFourBit(type) ? 0x11 : 1);
    }
    return ByteString.copyFrom(bytes);
  }

  public static String typeName(int type) {
    DataType dataType = DataType.forNumber(type);
    return dataType == null ? "number " + type : dataType.name().toLowerCase(java.util.Locale.ROOT);
  }

  public static TensorProto ofLongs(long[] dims, long... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDataType(DataType.INT64.getNumber());
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    ByteBuffer raw = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      raw.putLong(value);
    }
    return tensor.setRawData(ByteString.copyFrom(raw.array())).build();
  }

  private static ByteBuffer raw(ByteString bytes) {
    return bytes.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
