package io.faultmesh.fault;

/** The flipped addresses of one site of one layer, ascending, one after the other. */
public interface Flips {
  /** What {@link #next} gives after the last flip. */
  long END = Long.MAX_VALUE;

  /** No flips at all. */
  Flips NONE = () -> END;

  /** The next flipped address, or {@link #END}. */
  long next();

  /** The addresses that either has. */
  static Flips union(Flips first, Flips second) {
    return new Flips() {
      private long left = first.next();
      private long right = second.next();

      @Override
      public long next() {
        long least = Math.min(left, right);
        if (least == END) {
          return END;
        }
        left = left == least ? first.next() : left;
        right = right == least ? second.next() : right;
        return least;
      }
    };
  }
}
