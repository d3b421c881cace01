package io.faultmesh.protection.mechanism;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.fault.Cells;
import io.faultmesh.protection.Guard;
import io.faultmesh.protection.GuardedLayer;
import io.faultmesh.protection.Hardware;
import io.faultmesh.protection.LayerBounds;
import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.Redundancy;
import io.faultmesh.protection.Verdict;
import io.faultmesh.protection.Word;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.Within;
import java.util.Arrays;
import java.util.List;

/**
 * Range restriction: values that no calibration image has are taken for wrong. {@code clamp} puts
 * the bound in their place (Ranger, arXiv 2003.13874), {@code zero} the zero point (FT-ClipAct,
 * arXiv 1912.00941). Bounds are inclusive, so that calibration images stay as they are.
 *
 * @param on finished sums with their bias, or stored results
 * @param bounds of each channel, or of the layer
 * @param outside what a value beyond its bound becomes
 * @param share by which a bound's distance from zero is multiplied; below 1 it clips what
 *     calibration images have, too
 * @param shares of single layers, in their order, instead of {@code share}
 */
public record Range(
    Target on,
    Scope bounds,
    Outside outside,
    @Within(low = 0, high = 1_000_000) Double share,
    @Within(low = 0, high = 1_000_000) List<Double> shares)
    implements Mechanism {
  private static final int COMPARATOR_GATES = 46;
  private static final int SELECT_GATES = 32;
  private static final double MOST = 1e6;

  /** Which values are looked at. */
  public enum Target {
    /** The int32 sum before it becomes a result. */
    @JsonProperty("sum")
    SUM,
    /** The stored result of 8 bits. */
    @JsonProperty("result")
    RESULT
  }

  /** Whose values a bound is taken from. */
  public enum Scope {
    @JsonProperty("channel")
    CHANNEL,
    @JsonProperty("layer")
    LAYER
  }

  /** What a value beyond its bound becomes. */
  public enum Outside {
    @JsonProperty("clamp")
    CLAMP,
    @JsonProperty("zero")
    ZERO
  }

  public Range {
    on = on == null ? Target.SUM : on;
    bounds = bounds == null ? Scope.CHANNEL : bounds;
    outside = outside == null ? Outside.CLAMP : outside;
    share = share == null ? 1 : share;
    shares = shares == null ? List.of() : List.copyOf(shares);
    check("share", share);
    shares.forEach(one -> check("shares", one));
  }

  private static void check(String key, double share) {
    if (!(share >= 0 && share <= MOST)) {
      throw new IllegalArgumentException(key + " must be between 0 and 1000000, not " + share);
    }
  }

  public Range() {
    this(null, null, null, null, null);
  }

  @Override
  public String key() {
    return "range";
  }

  @Override
  public List<Guard> guards(GuardedLayer layer) {
    return List.of(new Bounds(layer));
  }

  /** The comparators of one layer. */
  private final class Bounds implements Guard {
    private final GuardedLayer layer;
    private final Quantisation format;
    private int[] least;
    private int[] most;

    private Bounds(GuardedLayer layer) {
      this.layer = layer;
      this.format = layer.layer().output();
      LayerBounds seen = layer.bounds().get();
      boolean sums = on == Target.SUM;
      int zero = sums ? 0 : format.zeroPoint();
      least = scaled(sums ? seen.leastSum() : seen.leastResult(), zero, true);
      most = scaled(sums ? seen.mostSum() : seen.mostResult(), zero, false);
    }

    private int[] scaled(int[] seen, int zero, boolean lower) {
      int index = layer.layer().index();
      double factor = index < shares.size() ? shares.get(index) : share;
      int[] bound = seen.clone();
      if (bounds == Scope.LAYER) {
        var all = Arrays.stream(seen);
        Arrays.fill(bound, (lower ? all.min() : all.max()).getAsInt());
      }
      for (int i = 0; i < bound.length; i++) {
        bound[i] = scaled(bound[i], zero, factor, lower);
      }
      return bound;
    }

    /** A bound on the near side of zero is never tightened: it keeps out nothing large. */
    private static int scaled(int bound, int zero, double factor, boolean lower) {
      boolean isNear = lower ? bound > zero : bound < zero;
      double scaled = zero + ((double) bound - zero) * (isNear ? Math.min(1, factor) : factor);
      return (int) (lower == isNear ? Math.floor(scaled) : Math.ceil(scaled));
    }

    @Override
    public Cells cells() {
      return new Cells(on == Target.SUM ? FaultSite.ACCUMULATOR : FaultSite.ACTIVATION, key());
    }

    @Override
    public Redundancy redundancy() {
      return Redundancy.NONE;
    }

    @Override
    public Reaction reaction() {
      return outside == Outside.ZERO ? Reaction.ZERO : Reaction.PASS;
    }

    @Override
    public Verdict check(Word word) {
      int bits = word.read(0, 0);
      int value = on == Target.SUM ? bits : format.value((byte) bits);
      int channel = layer.channel(word.first());
      if (value >= least[channel] && value <= most[channel]) {
        return Verdict.SOUND;
      }
      int bound = value < least[channel] ? least[channel] : most[channel];
      word.leave(0, on == Target.SUM ? bound : bound & 0xff);
      return Verdict.DETECTED;
    }

    /** Two comparators and a multiplexer; two bounds a channel. */
    @Override
    public Hardware hardware() {
      int gates = 2 * COMPARATOR_GATES + SELECT_GATES;
      int width = on == Target.SUM ? Integer.SIZE : Byte.SIZE;
      int wide = on == Target.SUM ? gates : gates / Integer.BYTES;
      return new Hardware(0, wide, 2L * width * least.length);
    }
  }
}
