package io.faultmesh.fault;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Events that strike one or several neighbouring bits of a physical word of 64 bits. An event
 * begins at each bit with the place's rate; it ends with its word at the latest. A bit that several
 * events strike flips once.
 */
final class Bursts {
  private static final int WORD = Long.SIZE;

  /** Every event strikes one bit. */
  static final Bursts NONE = new Bursts(List.of(1.0));

  /** By length less one, the share of events that are longer than that, and so reach a bit. */
  private final double[] reaching;

  /**
   * Bursts.
   *
   * @param shares of events that strike one bit, two bits, and so on
   */
  Bursts(List<Double> shares) {
    reaching = new double[shares.size()];
    double longer = 0;
    for (int i = shares.size() - 1; i >= 0; i--) {
      longer += shares.get(i);
      reaching[i] = longer;
    }
  }

  /** Whether events strike single bits only. */
  boolean areSingle() {
    return reaching.length == 1;
  }

  /**
   * The probability that a bit flips, in units of the rate.
   *
   * @param place of the bit in its word: fewer events reach the first ones
   */
  double flipsPerEvent(double rate, int place) {
    if (areSingle() || rate == 0) {
      return 1;
    }
    double spared = 1;
    for (int before = 0; before <= Math.min(place, reaching.length - 1); before++) {
      spared *= 1 - rate * reaching[before];
    }
    return (1 - spared) / rate;
  }

  /**
   * The struck bits.
   *
   * @param events where they begin
   * @param random the generator of the events, from which each one's length is drawn next
   * @param firstTensor bits of a first tensor; words start anew behind it
   * @param addresses number of bits that exist
   */
  Flips spread(Flips events, RandomGenerator random, long firstTensor, long addresses) {
    return areSingle() ? events : new Spread(events, random, firstTensor, addresses);
  }

  private int length(RandomGenerator random) {
    double share = 1 - random.nextDouble() * reaching[0];
    int length = 1;
    while (length < reaching.length && share <= reaching[length]) {
      length++;
    }
    return length;
  }

  private final class Spread implements Flips {
    private final Flips events;
    private final RandomGenerator random;
    private final long firstTensor;
    private final long addresses;
    private long event;
    private long address;
    private long end;

    private Spread(Flips events, RandomGenerator random, long firstTensor, long addresses) {
      this.events = events;
      this.random = random;
      this.firstTensor = firstTensor;
      this.addresses = addresses;
      this.event = events.next();
    }

    @Override
    public long next() {
      while (true) {
        // An event within the bits of another may reach further.
        while (event <= address) {
          end = Math.max(end, Math.min(event + length(random), endOfWord(event)));
          event = events.next();
        }
        if (address < end) {
          return address++;
        }
        if (event == END) {
          return END;
        }
        address = event;
      }
    }

    private long endOfWord(long bit) {
      if (bit < firstTensor) {
        return Math.min(firstTensor, (bit / WORD + 1) * WORD);
      }
      long inTensor = bit - firstTensor;
      return Math.min(addresses, firstTensor + (inTensor / WORD + 1) * WORD);
    }
  }
}
