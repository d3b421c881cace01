package io.faultmesh.fault;

import java.util.List;

/**
 * What one processing element's registers make of a value that is written: stuck bits are forced.
 * Each mask pair covers one register.
 */
public final class Registers {
  private int inputOnes;
  private int inputKept = -1;
  private int weightOnes;
  private int weightKept = -1;
  private int productOnes;
  private int productKept = -1;
  private int accumulatorOnes;
  private int accumulatorKept = -1;

  /** The registers of every element of an array; null where nothing is stuck. */
  public static Registers[] of(List<StuckBit> bits, int elements) {
    Registers[] registers = new Registers[elements];
    for (StuckBit bit : bits) {
      if (registers[bit.element()] == null) {
        registers[bit.element()] = new Registers();
      }
      registers[bit.element()].stick(bit.bit(), bit.one());
    }
    return registers;
  }

  private void stick(int bit, boolean one) {
    if (bit < 8) {
      inputOnes |= one ? 1 << bit : 0;
      inputKept &= ~(1 << bit);
    } else if (bit < 16) {
      weightOnes |= one ? 1 << (bit - 8) : 0;
      weightKept &= ~(1 << (bit - 8));
    } else if (bit < 32) {
      productOnes |= one ? 1 << (bit - 16) : 0;
      productKept &= ~(1 << (bit - 16));
    } else {
      accumulatorOnes |= one ? 1 << (bit - 32) : 0;
      accumulatorKept &= ~(1 << (bit - 32));
    }
  }

  /** The eight bits of an input value, signed or not. */
  public byte input(int value) {
    return (byte) ((value & inputKept) | inputOnes);
  }

  public int weight(int value) {
    return (byte) ((value & weightKept) | weightOnes);
  }

  public int product(int value) {
    return (short) ((value & productKept) | productOnes);
  }

  public int accumulator(int value) {
    return (value & accumulatorKept) | accumulatorOnes;
  }
}
