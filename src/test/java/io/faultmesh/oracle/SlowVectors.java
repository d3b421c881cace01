package io.faultmesh.oracle;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.LayerNormalisation;
import io.faultmesh.network.MatrixProduct;
import io.faultmesh.network.Node;
import io.faultmesh.network.Selection;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Softmax;
import io.faultmesh.network.Tensor;
import java.math.BigInteger;
import java.util.Map;

/** Functions of vectors, one result at a time, by the rules' own words in integers of any size. */
final class SlowVectors {
  private final IntegerNetwork network;
  private final Map<Tensor, byte[]> values;

  SlowVectors(IntegerNetwork network, Map<Tensor, byte[]> values) {
    this.network = network;
    this.values = values;
  }

  private int fromZero(Tensor tensor, int index) {
    Quantisation format = network.format(tensor);
    return SlowNodes.decoded(format, values.get(tensor)[index]) - format.zeroPoint();
  }

  int value(Node node, int index, int[] place) {
    if (node instanceof Softmax softmax) {
      return softmax(softmax, index);
    }
    if (node instanceof LayerNormalisation normalisation) {
      return normalised(normalisation, index);
    }
    if (node instanceof Selection selection) {
      Shape in = selection.input().shape();
      int c = selection.channels().get(place[0]);
      int y = selection.rows().get(place[1]);
      int x = selection.columns().get(place[2]);
      return values.get(selection.input())[(c * in.height() + y) * in.width() + x];
    }
    if (node instanceof Node.OperandPair pair) {
      return operand(pair, place);
    }
    return product((MatrixProduct) node, index);
  }

  /** Both operands stand beside each other. */
  private int operand(Node.OperandPair pair, int[] place) {
    int width = pair.first().shape().width();
    boolean second = place[2] >= width;
    Tensor operand = second ? pair.second() : pair.first();
    int at = second ? place[2] - width : place[2];
    return values.get(operand)[place[0] * operand.shape().width() + at];
  }

  private int softmax(Softmax node, int index) {
    int first = index - index / node.inner() % node.length() * node.inner();
    int most = -1000;
    for (int i = 0; i < node.length(); i++) {
      most = Math.max(most, fromZero(node.input(), first + i * node.inner()));
    }
    BigInteger sum = BigInteger.ZERO;
    for (int i = 0; i < node.length(); i++) {
      sum = sum.add(exponential(node, most - fromZero(node.input(), first + i * node.inner())));
    }
    BigInteger own = exponential(node, most - fromZero(node.input(), index));
    Quantisation out = network.format(node.output());
    if (out.zeroPoint() != out.lowest() || out.scale() != 1f / 256) {
      float share = (float) (own.doubleValue() / sum.doubleValue());
      return SlowNodes.clipped(share / out.scale(), out, io.faultmesh.network.Clip.NONE);
    }
    BigInteger scaled = own.shiftLeft(8).add(sum.shiftRight(1)).divide(sum);
    return Math.min(255, scaled.intValueExact()) + out.lowest();
  }

  private BigInteger exponential(Softmax node, int below) {
    double real = below * (double) network.format(node.input()).scale();
    return BigInteger.valueOf(Math.round(65536 * Math.exp(-real)));
  }

  /** d g / r, where r is the root of V 4^t: the published form with its constants spelt out. */
  private int normalised(LayerNormalisation node, int index) {
    int n = node.length();
    int first = index / n * n;
    Quantisation out = network.format(node.output());
    double scale = network.format(node.input()).scale();
    long total = 0;
    for (int i = 0; i < n; i++) {
      total += fromZero(node.input(), first + i);
    }
    double cube = (double) n * n * n;
    long epsilon = (long) Math.rint(Math.min(0x1p59, node.epsilon() * cube / (scale * scale)));
    BigInteger squares = BigInteger.valueOf(epsilon);
    for (int i = 0; i < n; i++) {
      BigInteger d = BigInteger.valueOf((long) n * fromZero(node.input(), first + i) - total);
      squares = squares.add(d.multiply(d));
    }
    int shift = 0;
    BigInteger limit = BigInteger.valueOf(65025L * (long) cube).add(BigInteger.valueOf(epsilon));
    while (limit.shiftLeft(2 * shift + 2).bitLength() <= 62) {
      shift++;
    }
    BigInteger root = squares.shiftLeft(2 * shift).sqrt().max(BigInteger.ONE);
    int fraction = fractionBits(node, out, shift);
    int i = index - first;
    double gain = node.gamma()[i] * Math.sqrt(n) / out.scale() * Math.pow(2, shift + fraction);
    BigInteger d = BigInteger.valueOf((long) n * fromZero(node.input(), index) - total);
    BigInteger twice = d.multiply(BigInteger.valueOf((long) Math.rint(gain))).shiftLeft(1);
    BigInteger[] parts = twice.add(root).divideAndRemainder(root.shiftLeft(1));
    BigInteger scaled = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
    double offset = (double) node.beta()[i] / out.scale() * Math.pow(2, fraction);
    BigInteger half = BigInteger.ONE.shiftLeft(fraction - 1);
    BigInteger steps =
        scaled.add(BigInteger.valueOf((long) Math.rint(offset))).add(half).shiftRight(fraction);
    long value = steps.longValueExact() + out.zeroPoint();
    return (int) Math.max(out.lowest(), Math.min(out.lowest() + 255, value));
  }

  private static int fractionBits(LayerNormalisation node, Quantisation out, int shift) {
    for (int fraction = 16; fraction > 1; fraction--) {
      double most = 0;
      for (int i = 0; i < node.length(); i++) {
        double gain = Math.abs(node.gamma()[i]) * Math.sqrt(node.length()) / out.scale();
        double product = 510.0 * node.length() * Math.max(1e-30, gain);
        double offset = 2.0 * Math.max(1e-30, Math.abs(node.beta()[i]) / out.scale());
        most = Math.max(most, product * Math.pow(2, shift + fraction));
        most = Math.max(most, offset * Math.pow(2, fraction));
      }
      if (most < Math.pow(2, 62)) {
        return fraction;
      }
    }
    return 1;
  }

  private int product(MatrixProduct node, int index) {
    int n = index % node.columns();
    int m = index / node.columns() % node.rows();
    int b = index / node.columns() / node.rows();
    int sum = 0;
    for (int k = 0; k < node.depth(); k++) {
      int left = (b * node.rows() + m) * node.depth() + k;
      int right = (b * node.depth() + k) * node.columns() + n;
      sum += fromZero(node.left(), left) * fromZero(node.right(), right);
    }
    Quantisation out = network.format(node.output());
    float multiplier =
        network.format(node.left()).scale() * network.format(node.right()).scale() / out.scale();
    return SlowNodes.clipped((float) sum * multiplier, out, io.faultmesh.network.Clip.NONE);
  }

  /** What a product has as weights: the columns behind the first operand's, channel by channel. */
  static byte[] secondOperands(Convolution node, byte[] input) {
    int depth = node.windowSize();
    int perGroup = node.filtersPerGroup();
    int width = node.input().shape().width();
    byte[] operands = new byte[node.filters() * depth];
    for (int filter = 0; filter < node.filters(); filter++) {
      for (int tap = 0; tap < depth; tap++) {
        int channel = filter / perGroup * depth + tap;
        operands[filter * depth + tap] = input[channel * width + node.pixels() + filter % perGroup];
      }
    }
    return operands;
  }
}
