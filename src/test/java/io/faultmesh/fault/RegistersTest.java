package io.faultmesh.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What stuck register bits make of written values. */
class RegistersTest {
  private static Registers with(int bit, boolean one) {
    return Registers.of(List.of(new StuckBit(1, bit, one)), 2)[1];
  }

  @Test
  void elementsWithoutStuckBitsHaveNone() {
    Registers[] registers = Registers.of(List.of(new StuckBit(1, 0, true)), 3);
    assertThat(registers[0]).isNull();
    assertThat(registers[1]).isNotNull();
    assertThat(registers[2]).isNull();
  }

  @Test
  void eachBitIsForcedInItsOwnRegisterAlone() {
    int value = 0b0101_0101;
    for (int bit = 0; bit < 64; bit++) {
      for (boolean one : new boolean[] {false, true}) {
        Registers registers = with(bit, one);
        assertThat(registers.input(value))
            .as("bit %d", bit)
            .isEqualTo((byte) forced(value, bit, 0, 8, one));
        assertThat(registers.weight(value))
            .as("bit %d", bit)
            .isEqualTo((byte) forced(value, bit, 8, 8, one));
        assertThat(registers.product(value))
            .as("bit %d", bit)
            .isEqualTo((short) forced(value, bit, 16, 16, one));
        assertThat(registers.accumulator(value))
            .as("bit %d", bit)
            .isEqualTo(forced(value, bit, 32, 32, one));
      }
    }
  }

  private static int forced(int value, int bit, int first, int width, boolean one) {
    if (bit < first || bit >= first + width) {
      return value;
    }
    int mask = 1 << bit - first;
    return one ? value | mask : value & ~mask;
  }

  @Test
  void severalBitsOfARegisterAreForcedTogether() {
    List<StuckBit> bits =
        List.of(new StuckBit(0, 32, true), new StuckBit(0, 63, true), new StuckBit(0, 34, false));
    assertThat(Registers.of(bits, 1)[0].accumulator(0b110)).isEqualTo(Integer.MIN_VALUE | 0b011);
  }

  @Test
  void aNegativeValueStaysOneWhereNoBitOfItIsStuck() {
    Registers registers = with(0, true);
    assertThat(registers.weight(-7)).isEqualTo(-7);
    assertThat(registers.product(-7)).isEqualTo(-7);
    assertThat(registers.accumulator(-7)).isEqualTo(-7);
    assertThat(with(15, true).weight(1)).isEqualTo(-127);
    assertThat(with(31, false).product(-1)).isEqualTo(0x7fff);
  }
}
