package io.faultmesh.fault;

import java.util.Comparator;
import java.util.List;

/**
 * The stuck bits of one bank of a buffer. A buffer holds one layer after the other, and of a tensor
 * that is larger than it one part after the other: unit {@code n} of a tensor lies in the bank's
 * unit {@code n % units}.
 */
public final class StuckCells {
  /** Nothing is stuck. */
  public static final StuckCells NONE = new StuckCells(List.of(), 1, 1);

  private final List<StuckBit> bits;
  private final int width;
  private final long units;

  /**
   * A bank's stuck bits.
   *
   * @param bits by unit
   * @param width bits of a unit
   */
  StuckCells(List<StuckBit> bits, int width, long units) {
    this.bits =
        bits.stream()
            .sorted(Comparator.comparingInt(StuckBit::element).thenComparingInt(StuckBit::bit))
            .toList();
    this.width = width;
    this.units = units;
  }

  /** The bits, by unit. */
  public List<StuckBit> bits() {
    return bits;
  }

  /** The stuck bits that a tensor meets, ascending by {@code unit * width + bit}. */
  public final class Cursor {
    private final long end;
    private long base;
    private int place = -1;
    private long address;

    private Cursor(long end) {
      this.end = end;
      advance();
    }

    /** The bit's address in the tensor; {@link Flips#END} behind the last one. */
    public long address() {
      return address;
    }

    public boolean isOne() {
      return bits.get(place).one();
    }

    public void advance() {
      place++;
      if (place == bits.size()) {
        place = 0;
        base += units;
      }
      // Units ascend, so behind the first one that the tensor does not reach there are no others.
      boolean reached = !bits.isEmpty() && base + bits.get(place).element() < end;
      address =
          reached ? (base + bits.get(place).element()) * width + bits.get(place).bit() : Flips.END;
    }
  }

  /** The stuck bits that a tensor of some units meets. */
  public Cursor over(long tensorUnits) {
    return new Cursor(tensorUnits);
  }
}
