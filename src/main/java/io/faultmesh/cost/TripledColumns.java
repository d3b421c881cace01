package io.faultmesh.cost;

/**
 * What a multiply-accumulate element builds three times: the columns from {@code lowest} up of an
 * 8x8 multiplier, of a 32-bit adder, and of the product's and the sum's registers. The operands'
 * registers are shared by the replicas.
 *
 * @param lowest first tripled column; 32 triples nothing, 0 everything
 */
record TripledColumns(int lowest) {
  static final int REGISTER_BITS = 64;
  private static final int OPERAND_BITS = 8;
  private static final int PRODUCT_BITS = 16;
  private static final int SUM_BITS = 32;

  TripledColumns {
    if (lowest < 0 || lowest > SUM_BITS) {
      throw new IllegalArgumentException("lowest must be between 0 and 32, not " + lowest);
    }
  }

  /** A column of the multiplier has as many cells as partial products meet in it. */
  double multiplierShare() {
    int cells = 0;
    for (int column = lowest; column < PRODUCT_BITS; column++) {
      cells += Math.max(0, Math.min(column + 1, 2 * OPERAND_BITS - 1 - column));
    }
    return (double) cells / (OPERAND_BITS * OPERAND_BITS);
  }

  double adderShare() {
    return (double) (SUM_BITS - lowest) / SUM_BITS;
  }

  /** Register bits that exist three times; a majority gate votes at each. */
  int votedBits() {
    return SUM_BITS - lowest + Math.max(0, PRODUCT_BITS - lowest);
  }

  /** What one more replica takes, given what the whole units and one register bit take. */
  double replica(double multiplier, double adder, double registerBit) {
    return multiplierShare() * multiplier + adderShare() * adder + votedBits() * registerBit;
  }
}
