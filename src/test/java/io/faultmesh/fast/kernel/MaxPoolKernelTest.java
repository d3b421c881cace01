package io.faultmesh.fast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.network.Node;
import io.faultmesh.network.Shape;
import io.faultmesh.network.Tensor;
import io.faultmesh.network.Window;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaxPoolKernelTest {
  private static final int IMAGES = 3;

  @Test
  void theNativePoolGivesTheLargestValueOfEachWindow() {
    for (long seed = 0; seed < 40; seed++) {
      Random random = new Random(seed);
      Node.MaxPool node = node(random);
      byte[] input = new byte[IMAGES * node.input().shape().size()];
      byte[] output = new byte[IMAGES * node.output().shape().size()];
      random.nextBytes(input);
      try (MaxPoolKernel kernel =
              MaxPoolKernel.of(node, (in, out) -> largest(node, in, out), KernelKind.FUSED);
          Slab in = new Slab(input.length);
          Slab out = new Slab(output.length)) {
        assertThat(kernel).as("seed " + seed).isNotNull();
        in.bytes().put(0, input);
        kernel.run(in, out, IMAGES);
        out.bytes().get(0, output);
      }
      int size = node.input().shape().size();
      int results = node.output().shape().size();
      for (int i = 0; i < IMAGES; i++) {
        byte[] image = Arrays.copyOfRange(input, i * size, (i + 1) * size);
        byte[] expected = new byte[results];
        largest(node, image, expected);
        assertThat(Arrays.copyOfRange(output, i * results, (i + 1) * results))
            .as("seed %d, image %d", seed, i)
            .isEqualTo(expected);
      }
    }
  }

  @Test
  void aPoolThatDisagreesWithItsJudgeIsRefused() {
    Node.MaxPool node = node(new Random(1));
    MaxPoolKernel.Judge other =
        (in, out) -> {
          largest(node, in, out);
          out[out.length - 1]++;
        };
    assertThat(MaxPoolKernel.of(node, other, KernelKind.FUSED)).isNull();
    assertThat(MaxPoolKernel.of(node, (in, out) -> largest(node, in, out), KernelKind.PLAIN))
        .isNull();
  }

  private static Node.MaxPool node(Random random) {
    int kernel = 2 + random.nextInt(2);
    int dilation = 1 + random.nextInt(2);
    int pad = random.nextInt(kernel);
    int after = random.nextInt(kernel);
    int stride = 1 + random.nextInt(3);
    Window window =
        new Window(kernel, kernel, stride, 1 + random.nextInt(2), pad, 0, after, 1, dilation, 1);
    Shape in = new Shape(1 + random.nextInt(70), 7 + random.nextInt(9), 6 + random.nextInt(9));
    Shape out =
        new Shape(in.channels(), window.outputHeight(in.height()), window.outputWidth(in.width()));
    return new Node.MaxPool("pool", new Tensor(0, "in", in), new Tensor(1, "out", out), window);
  }

  private static void largest(Node.MaxPool node, byte[] input, byte[] output) {
    Window w = node.window();
    Shape in = node.input().shape();
    Shape out = node.output().shape();
    for (int i = 0; i < output.length; i++) {
      int channel = i % out.channels();
      int top = i / out.channels() / out.width() * w.strideY() - w.padTop();
      int left = i / out.channels() % out.width() * w.strideX() - w.padLeft();
      int most = 0;
      for (int tap = 0; tap < w.area(); tap++) {
        int y = top + tap / w.kernelWidth() * w.dilationY();
        int x = left + tap % w.kernelWidth() * w.dilationX();
        if (y >= 0 && y < in.height() && x >= 0 && x < in.width()) {
          most = Math.max(most, input[(y * in.width() + x) * in.channels() + channel] & 0xff);
        }
      }
      output[i] = (byte) most;
    }
  }
}
