package io.faultmesh.fast.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.faultmesh.network.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RearrangementTest {
  private static void check(int[] sources, int inputs, String where) {
    byte[] input = new byte[inputs];
    new Random(inputs).nextBytes(input);
    byte[] output = new byte[sources.length];
    Rearrangement.of(sources).run(input, output, (byte) 0x80);
    for (int i = 0; i < output.length; i++) {
      assertThat(output[i]).as(where + ", value " + i).isEqualTo((byte) (input[sources[i]] ^ 0x80));
    }
  }

  @Test
  void transposedAndReversedAndRepeatedValuesComeFromTheirPlaces() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      List<Integer> dims = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(5); i++) {
        dims.add(1 + random.nextInt(seed % 10 == 0 ? 70 : 7));
      }
      if (dims.stream().reduce(1, (a, b) -> a * b) > 100_000) {
        continue;
      }
      List<Integer> axes = new ArrayList<>();
      for (int i = 0; i < dims.size(); i++) {
        axes.add(i);
      }
      Collections.shuffle(axes, random);
      int[] sources = new Node.Transpose("turned", null, null, dims, axes).sources();
      int inputs = sources.length;
      check(sources, inputs, "seed " + seed + " in the order " + axes);
      int[] reversed = new int[inputs];
      int[] repeated = new int[inputs];
      for (int i = 0; i < inputs; i++) {
        reversed[i] = sources[inputs - 1 - i];
        repeated[i] = sources[i / 2];
      }
      check(reversed, inputs, "seed " + seed + " reversed");
      check(repeated, inputs, "seed " + seed + " repeated");
    }
  }

  @Test
  void anyOtherOrderIsFollowedPlaceByPlace() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      int inputs = 1 + random.nextInt(50);
      int[] sources = random.ints(1 + random.nextInt(50), 0, inputs).toArray();
      check(sources, inputs, "seed " + seed);
    }
  }
}
