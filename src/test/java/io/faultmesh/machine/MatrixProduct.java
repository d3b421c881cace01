package io.faultmesh.machine;

import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * An M x K matrix of input values times K x N weights, with the faults that strike it: what is told
 * both to the machine and to an array in Verilog. Nothing here is drawn by the product's own plans.
 *
 * @param inputs int8, {@code [M][K]}
 * @param weights int8, {@code [N][K]}
 * @param truncations {@code t} per filter
 * @param votedBits top result bits that are built three times
 * @param flips ascending
 * @param drain whether output-stationary cycles count until the last sum has left
 */
record MatrixProduct(
    int m,
    int k,
    int n,
    byte[] inputs,
    byte[] weights,
    int[] truncations,
    int votedBits,
    Set<Flip> flips,
    Set<Stuck> stuck,
    boolean drain) {
  private static final int COPIES = 3;
  private static final int ALL_COPIES = 7;
  private static final int MOST_TAPS = 600;
  private static final int MOST_FAULTS = 60;
  private static final int REGISTER_BITS = 64;
  private static final int OPERAND_BITS = 8;

  /** The sites inside the array. */
  static final List<FaultSite> SITES =
      List.of(FaultSite.OPERAND, FaultSite.PRODUCT, FaultSite.PARTIAL_SUM, FaultSite.ACCUMULATOR);

  /** A flipped bit of a copy, by its address in the site. */
  record Flip(FaultSite site, int copy, long address) implements Comparable<Flip> {
    @Override
    public int compareTo(Flip other) {
      int order = site.compareTo(other.site);
      order = order == 0 ? Integer.compare(copy, other.copy) : order;
      return order == 0 ? Long.compare(address, other.address) : order;
    }
  }

  /** A register bit of an element that is always 0 or 1. */
  record Stuck(int copy, int element, int bit) implements Comparable<Stuck> {
    boolean one() {
      return (copy + element + bit) % 2 == 0;
    }

    @Override
    public int compareTo(Stuck other) {
      int order = Integer.compare(copy, other.copy);
      order = order == 0 ? Integer.compare(element, other.element) : order;
      return order == 0 ? Integer.compare(bit, other.bit) : order;
    }
  }

  /** A product of up to three folds each way, with faults at given sites. */
  static MatrixProduct random(RandomGenerator random, VerilogArray array, List<FaultSite> sites) {
    int m = 1 + random.nextInt(3 * array.rows());
    int n = 1 + random.nextInt(3 * array.columns());
    int k = 1 + random.nextInt(MOST_TAPS);
    byte[] inputs = new byte[m * k];
    byte[] weights = new byte[n * k];
    random.nextBytes(inputs);
    random.nextBytes(weights);
    int[] truncations = random.ints(n, 0, 21).toArray();
    if (array.columnsHoldPixels()) {
      // Its columns vote alike for all filters that pass.
      Arrays.fill(truncations, truncations[0]);
    }
    int votedBits = random.nextBoolean() ? 0 : 1 + random.nextInt(8);
    Set<Flip> flips = new TreeSet<>();
    Set<Stuck> stuck = new TreeSet<>();
    for (FaultSite site : sites) {
      long values =
          switch (site) {
            case OPERAND -> array.operands(m, k, n);
            case ACCUMULATOR -> (long) m * n;
            default -> (long) m * n * k;
          };
      for (int i = 1 + random.nextInt(MOST_FAULTS); i > 0; i--) {
        // Several copies at once, so that votes err, too; operands have no copies.
        int copies = site == FaultSite.OPERAND ? 1 : 1 + random.nextInt(ALL_COPIES);
        long address = random.nextLong(values * site.bitsPerValue());
        int element = random.nextInt(array.rows() * array.columns());
        int bit = random.nextInt(REGISTER_BITS);
        for (int copy = 0; copy < COPIES; copy++) {
          if ((copies >> copy & 1) == 0) {
            continue;
          }
          if (site == FaultSite.PE) {
            stuck.add(new Stuck(copy, element, bit));
          } else {
            flips.add(new Flip(site, copy, address));
          }
        }
      }
    }
    return new MatrixProduct(
        m, k, n, inputs, weights, truncations, votedBits, flips, stuck, random.nextBoolean());
  }

  /**
   * The same product on an array whose rows take weights and whose columns keep input values:
   * pixels and filters, and the two operand registers of an element, change their roles. Operands
   * are numbered alike, the stationary ones first.
   */
  MatrixProduct transposed() {
    Set<Flip> moved = new TreeSet<>();
    for (Flip flip : flips) {
      moved.add(new Flip(flip.site, flip.copy, transposed(flip)));
    }
    Set<Stuck> turned = new TreeSet<>();
    for (Stuck bit : stuck) {
      int other =
          bit.bit < 2 * OPERAND_BITS ? (bit.bit + OPERAND_BITS) % (2 * OPERAND_BITS) : bit.bit;
      turned.add(new Stuck(bit.copy, bit.element, other));
    }
    int[] alike = new int[m];
    Arrays.fill(alike, truncations[0]);
    return new MatrixProduct(n, k, m, weights, inputs, alike, votedBits, moved, turned, drain);
  }

  private long transposed(Flip flip) {
    if (flip.site == FaultSite.OPERAND) {
      return flip.address;
    }
    long perNeuron = flip.site.bitsPerValue() * (flip.site == FaultSite.ACCUMULATOR ? 1L : k);
    long neuron = flip.address / perNeuron;
    return (neuron % m * n + neuron / m) * perNeuron + flip.address % perNeuron;
  }

  /** The columns of a filter's sums that are built three times. */
  int votedColumns(int filter) {
    int lowest = truncations[filter] + 8 - votedBits;
    return votedBits == 0 || lowest >= Integer.SIZE ? 0 : -1 << lowest;
  }

  /** The sums without faults, neuron by neuron. */
  int[] golden() {
    int[] sums = new int[n * m];
    for (int neuron = 0; neuron < sums.length; neuron++) {
      for (int tap = 0; tap < k; tap++) {
        sums[neuron] += inputs[neuron % m * k + tap] * weights[neuron / m * k + tap];
      }
    }
    return sums;
  }

  /** As a bench reads it. */
  String text() {
    List<Object> words = new ArrayList<>(List.of("product", m, k, n));
    for (byte value : inputs) {
      words.add(value);
    }
    for (byte value : weights) {
      words.add(value);
    }
    for (int filter = 0; filter < n; filter++) {
      words.add(Integer.toUnsignedString(votedColumns(filter)));
    }
    words.addAll(List.of("flips", flips.size()));
    for (Flip flip : flips) {
      int bits = flip.site.bitsPerValue();
      String mask = Integer.toUnsignedString(1 << flip.address % bits);
      words.addAll(List.of(flip.site.label(), flip.copy, flip.address / bits, mask));
    }
    words.addAll(List.of("stuck", stuck.size()));
    for (Stuck bit : stuck) {
      words.addAll(List.of(bit.copy, bit.element, bit.bit, bit.one() ? 1 : 0));
    }
    return String.join(" ", words.stream().map(Object::toString).toList());
  }

  @Override
  public String toString() {
    return m
        + "x"
        + k
        + "x"
        + n
        + ", t "
        + Arrays.toString(truncations)
        + ", voted bits "
        + votedBits
        + ", "
        + flips.size()
        + " flips, "
        + stuck.size()
        + " stuck bits";
  }
}
