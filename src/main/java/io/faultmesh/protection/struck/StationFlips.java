package io.faultmesh.protection.struck;

import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.Flips;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.mapping.Operand;
import io.faultmesh.network.Convolution;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.Station;
import io.faultmesh.scenario.FaultSite;
import java.util.BitSet;
import java.util.function.LongPredicate;

/** Draws the flips of all cells that a design has at its stations, in one trial. */
record StationFlips(FaultPlan plan, int trial, Protection protection, Turn turn) {

  private LayerMapping mapping(int layer) {
    return protection.mappings().get(layer);
  }

  private Convolution node(int layer) {
    return protection.network().layers().get(layer).node();
  }

  /** Number of a site's values. */
  private long values(FaultSite site, int layer) {
    return SiteSpace.values(site, protection.network().layers().get(layer), mapping(layer));
  }

  /** The values of a station, and which of them can be struck. */
  StruckWords.Space space(Station station, int pass) {
    FaultSite site = station.site();
    int layer = station.layer();
    long firstTensor = firstTensor(station);
    return new StruckWords.Space(
        values(site, layer), firstTensor, plan.bitMask(), exists(site, layer, pass));
  }

  /** Values of the first of two tensors; 0 where a site has one. */
  private long firstTensor(Station station) {
    int weights = protection.network().layers().get(station.layer()).weights().length;
    return station.site() == FaultSite.DRAM ? weights : 0;
  }

  /** The flips of the check bits of a station's words, by coded copy. */
  Flips[] ofChecks(Station station, StruckWords.Space space, int image, int pass, int attempt) {
    Flips[] checks = new Flips[station.coder() == null ? 0 : station.codedCopies()];
    for (int copy = 0; copy < checks.length; copy++) {
      Draw draw = plan.draw(trial, image, station.layer(), station.site()).ofPass(pass);
      draw = draw.ofAttempt(attempt);
      checks[copy] =
          plan.redundantFlips(
              draw.ofCopy(copy).ofKind(station.coder().cells().kind()),
              station.words(space.values(), space.firstTensor()),
              station.coder().redundancy().checkBits());
    }
    return checks;
  }

  /** The flips of every copy of a station's values. */
  Flips[] ofCopies(Station station, int image, int pass, int attempt) {
    FaultSite site = station.site();
    int layer = station.layer();
    long values = values(site, layer);
    long addresses = Math.multiplyExact(values, site.bitsPerValue());
    long firstTensor = firstTensor(station) * site.bitsPerValue();
    Flips[] copies = new Flips[station.copies()];
    for (int copy = 0; copy < copies.length; copy++) {
      Draw first = plan.draw(trial, image, layer, site).ofCopy(copy);
      first = first.ofAttempt(turn.attempt() + attempt);
      Draw draw = pass == 0 ? first : first.ofPass(pass);
      copies[copy] = hardened(plan.flips(draw, firstTensor, addresses), draw);
    }
    return copies;
  }

  /** The flips of a site's values when the dot-product unit computes them; not counted. */
  VotedFlips ofUnit(FaultSite site, int layer, int image, int attempt) {
    Station station = protection.layers().get(layer).station(site);
    long addresses = Math.multiplyExact(values(site, layer), site.bitsPerValue());
    Flips[] copies = new Flips[station.copies()];
    for (int copy = 0; copy < copies.length; copy++) {
      Draw draw = plan.draw(trial, image, layer, site).ofCopy(copy).ofAttempt(attempt);
      copies[copy] = plan.flips(draw, addresses);
    }
    StationTally nobody = new StationTally(station, 0, null, StationTally.Counted.NOTHING);
    return new VotedFlips(station, copies, plan.bitMask(), value -> true, nobody);
  }

  private Flips hardened(Flips flips, Draw draw) {
    FaultSite site = draw.site();
    if (!HardenedValues.mayCover(site) || protection.region() == null) {
      return flips;
    }
    HardenedValues hardened = HardenedValues.of(protection, draw.layer());
    LongPredicate inside =
        address -> hardened.covers(site, address / site.bitsPerValue(), draw.pass());
    return plan.thinned(flips, draw, inside, hardened.factor());
  }

  /** Whether a value of a site takes part in a pass. */
  LongPredicate exists(FaultSite site, int layer, int pass) {
    LongPredicate inPass = inPass(site, layer, pass);
    return turn.attempt() == 0
        ? inPass
        : value ->
            turn.has(SiteSpace.fold(site, value, node(layer), mapping(layer)))
                && inPass.test(value);
  }

  private LongPredicate inPass(FaultSite site, int layer, int pass) {
    if (pass == 0) {
      return value -> true;
    }
    BitSet channels = protection.layers().get(layer).repeatedChannels();
    Convolution node = node(layer);
    return switch (site) {
      case ACTIVATION, ACCUMULATOR -> value -> channels.get((int) (value / node.pixels()));
      case PRODUCT, PARTIAL_SUM ->
          value -> channels.get((int) (value / node.windowSize() / node.pixels()));
      case PRODUCT_STREAM ->
          value ->
              channels.get(
                  (int)
                      (value / mapping(layer).streamLength() / node.windowSize() / node.pixels()));
      case OPERAND -> value -> isRepeated(channels, mapping(layer).operand(value));
      case DRAM, WEIGHT, INPUT, BIAS, SCALE, TABLE, SUM, POSITION, PE ->
          throw new IllegalArgumentException(site + " is shared by all passes");
    };
  }

  private static boolean isRepeated(BitSet channels, Operand operand) {
    if (!operand.isInput()) {
      return channels.get(operand.filter());
    }
    int first = operand.fold().firstFilter();
    int next = channels.nextSetBit(first);
    return next >= 0 && next < first + operand.fold().filters();
  }
}
