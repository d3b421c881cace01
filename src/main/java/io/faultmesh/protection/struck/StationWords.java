package io.faultmesh.protection.struck;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Station;
import io.faultmesh.protection.struck.StationTally.Counted;
import io.faultmesh.scenario.FaultSite;
import java.util.function.LongToIntFunction;

/** Reads the words of stations, and those that were detected again. */
record StationWords(
    FaultPlan plan,
    Protection protection,
    StationFlips flips,
    StuckBuffers buffers,
    FlipTally tally) {

  /**
   * The struck words of a station.
   *
   * @param attempt 0 for the first reading
   * @param right stored bits of a value as it was written
   * @param again where detected words are read again; null for nowhere
   */
  StruckWords of(
      Station station,
      int image,
      int pass,
      int attempt,
      LongToIntFunction right,
      Rereading again,
      Counted counted) {
    StruckWords.Space space = flips.space(station, pass);
    return new StruckWords(
        station,
        flips.ofCopies(station, image, pass, attempt),
        flips.ofChecks(station, space, image, pass, attempt),
        buffers.bits(station, space.values()),
        space,
        right,
        zero(station.site(), layer(station)),
        again,
        new StationTally(station, pass, tally, counted));
  }

  private IntegerLayer layer(Station station) {
    return protection.network().layers().get(station.layer());
  }

  private static LongToIntFunction zero(FaultSite site, IntegerLayer layer) {
    int input = layer.input().zeroPoint();
    return switch (site) {
      case INPUT -> value -> input;
      case DRAM -> value -> value < layer.weights().length ? 0 : input;
      case ACTIVATION -> value -> layer.output().zeroPoint();
      default -> value -> 0;
    };
  }

  /**
   * Where a station's detected words are read again: from DRAM, past the buffer. If DRAM is struck,
   * so is each further transfer, anew, and its guard decodes it; what this detects at the last
   * attempt goes on as it was read.
   *
   * @param sent stored bits of the station's value as DRAM holds them, or the dot-product unit
   *     computes them
   * @param counted of the first reading; who counted that has counted these, too
   * @return null if no guard of the station wants it
   */
  Rereading again(Station station, int image, LongToIntFunction sent, Counted counted) {
    if (station.recomputes()) {
      return new Sound(sent);
    }
    if (!station.refetches()) {
      return null;
    }
    Counted own = counted == Counted.NOTHING ? Counted.NOTHING : Counted.CHECKS;
    Station dram = protection.layers().get(station.layer()).station(FaultSite.DRAM);
    if (station.site() == FaultSite.DRAM) {
      return new Transfers(dram, image, 0, sent, own, 1, dram.attempts());
    }
    boolean outlastsImages = counted == Counted.LASTING;
    if (outlastsImages || !plan.strikes(FaultSite.DRAM) || !plan.strikesLayer(station.layer())) {
      return new Sound(sent);
    }
    int first = dram.transfer(1);
    long offset = station.site() == FaultSite.INPUT ? layer(station).weights().length : 0;
    return new Transfers(dram, image, offset, sent, own, first, first + dram.attempts());
  }

  /**
   * Where weights are read again whose sums are wrong: from DRAM as above, past the buffer.
   *
   * @param sent stored bits of a weight as DRAM holds them
   * @param turn from 1, each under attempts of its own
   */
  Rereading weightsAgain(int layer, int image, LongToIntFunction sent, int turn) {
    if (!plan.strikes(FaultSite.DRAM) || !plan.strikesLayer(layer)) {
      return new Sound(sent);
    }
    Station dram = protection.layers().get(layer).station(FaultSite.DRAM);
    int first = dram.transfer(1 + turn);
    return new Transfers(dram, image, 0, sent, Counted.CHECKS, first, first + dram.attempts());
  }

  /** Nothing strikes what is read again. */
  private record Sound(LongToIntFunction sent) implements Rereading {
    @Override
    public int attempt() {
      return 1;
    }

    @Override
    public void read(long first, int size, int[] into) {
      for (int i = 0; i < size; i++) {
        into[i] = sent.applyAsInt(first + i) & 0xff;
      }
    }
  }

  /** Further transfers from DRAM, drawn when the first word asks for them. */
  private final class Transfers implements Rereading {
    private final Station dram;
    private final int image;
    private final long offset;
    private final LongToIntFunction sent;
    private final Counted counted;
    private final int attempt;
    private final int last;
    private StruckWords words;

    /**
     * An attempt.
     *
     * @param offset number at DRAM of the tensor's first value
     * @param last attempt that may follow
     */
    private Transfers(
        Station dram,
        int image,
        long offset,
        LongToIntFunction sent,
        Counted counted,
        int attempt,
        int last) {
      this.dram = dram;
      this.image = image;
      this.offset = offset;
      this.sent = sent;
      this.counted = counted;
      this.attempt = attempt;
      this.last = last;
    }

    @Override
    public int attempt() {
      return attempt;
    }

    @Override
    public void read(long first, int size, int[] into) {
      if (words == null) {
        LongToIntFunction right = value -> sent.applyAsInt(value - offset);
        Rereading next =
            attempt == last
                ? null
                : new Transfers(dram, image, 0, right, counted, attempt + 1, last);
        words = of(dram, image, 0, attempt, right, next, counted);
      }
      words.read(first + offset, size, into);
    }
  }
}
