package io.faultmesh.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class CrcTest {
  private static long crc(byte[] bytes, int from, int to) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, to - from);
    return crc.getValue();
  }

  @Test
  void joinedPartsHaveTheChecksumOfTheWhole() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(3000)];
      random.nextBytes(bytes);
      int cut = random.nextInt(bytes.length + 1);
      long joined = Crc.join(crc(bytes, 0, cut), crc(bytes, cut, bytes.length), bytes.length - cut);
      assertThat(joined).as("Failed on seed " + seed).isEqualTo(crc(bytes, 0, bytes.length));
    }
  }
}
