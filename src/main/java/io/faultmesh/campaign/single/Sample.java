package io.faultmesh.campaign.single;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.measure.NeymanAllocation;
import io.faultmesh.measure.SampleSize;
import io.faultmesh.measure.Sampled;
import io.faultmesh.protection.Protection;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.SingleSettings;
import io.faultmesh.text.Text;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which single faults a campaign runs. Bits of redundant copies are none of them: the sample is the
 * same for all designs, so that these can be compared fault by fault.
 *
 * @param images number of images that meet faults
 * @param shares of events that strike one bit, two neighbours, and so on
 * @param more faults of a site (or of its cells stuck at one value) that a second step spends
 */
public record Sample(
    List<Stratum> strata, int images, List<Double> shares, double confidence, long more) {
  /** More inferences than this are run only if somebody says so. */
  static final long UNASKED = 1_000_000;

  private static final long MOST = 100_000_000;

  public Sample {
    strata = List.copyOf(strata);
    shares = List.copyOf(shares);
  }

  /**
   * The strata of a design's array and network.
   *
   * @param struck what may be struck, on the scenario's chip
   * @param available number of test images
   */
  public static Sample of(
      FaultSettings faults, Protection design, FaultPlan struck, int available) {
    SingleSettings single = faults.single();
    int images = Math.min(single.images(), available);
    Collection<List<Block>> groups = Population.of(faults, design, struck, images);
    if (groups.isEmpty()) {
      throw new BadInputException(
          "faults.single: no bit is left to strike; see faults.sites, faults.layers, faults.bits");
    }
    List<Stratum> strata = new ArrayList<>();
    for (List<Block> blocks : groups) {
      long population = Stratum.population(blocks);
      long size =
          single.count() == null
              ? SampleSize.of(population, single.margin(), single.confidence())
              : Math.min(population, single.count());
      strata.add(new Stratum(blocks, size));
    }
    long more = single.secondStep() == null ? 0 : single.secondStep();
    List<Double> shares = faults.burst() == null ? List.of(1.0) : faults.burst().shares();
    return new Sample(strata, images, shares, single.confidence(), more);
  }

  /** Faults of all steps. */
  public long faults() {
    long faults = strata.stream().mapToLong(Stratum::sampled).sum();
    for (List<Stratum> site : sites().values()) {
      faults += Math.min(more, site.stream().mapToLong(Stratum::left).sum());
    }
    return faults;
  }

  /** The strata that share a second step, by what they have in common. */
  private Map<List<Object>, List<Stratum>> sites() {
    Map<List<Object>, List<Stratum>> sites = new LinkedHashMap<>();
    for (Stratum stratum : strata) {
      sites.computeIfAbsent(stratum.blocks().get(0).group(), key -> new ArrayList<>()).add(stratum);
    }
    return sites;
  }

  /** The first step's part of all faults of a stratum's site: what its estimate weighs. */
  double firstWeight(Stratum stratum) {
    List<Stratum> group = sites().get(stratum.blocks().get(0).group());
    long first = group.stream().mapToLong(Stratum::sampled).sum();
    return (double) first / (first + more);
  }

  /**
   * What a campaign will cost, in one line.
   *
   * @param agreed whether somebody said yes to any cost
   * @throws BadInputException if it is too much to start unasked
   */
  public String cost(int designs, boolean agreed) {
    long inferences = faults() * designs;
    String cost =
        Text.format(
            "faults.single: %,d faults in %,d strata on %,d images, %,d inferences in all",
            faults(), strata.size(), images, inferences);
    if (faults() > MOST) {
      throw new BadInputException(cost + "; widen faults.single.margin or name fewer strata");
    }
    if (inferences > UNASKED && !agreed) {
      throw new BadInputException(
          cost + "; go on with --yes, or widen faults.single.margin or name fewer strata");
    }
    return cost;
  }

  /** The first step's faults. */
  Step first(long seed, int firstImage) {
    Stratum.Events events = new Stratum.Events(seed, firstImage, images, shares);
    return Step.of(strata, stratum -> stratum.draw(events));
  }

  /**
   * How many faults of each stratum the second step draws: most where the first found the greatest
   * variances.
   *
   * @param found outcomes of the first step's faults under each design
   */
  List<Long> secondStep(Step first, Collection<byte[]> found) {
    Map<Stratum, Long> spent = new LinkedHashMap<>();
    for (List<Stratum> site : sites().values()) {
      long[] populations = site.stream().mapToLong(Stratum::population).toArray();
      long[] left = site.stream().mapToLong(Stratum::left).toArray();
      double[] variances = new double[site.size()];
      for (int h = 0; h < variances.length; h++) {
        for (byte[] masks : found) {
          Sampled cases = first.of(site.get(h)).count(masks, SingleOutcome.SDC_1);
          variances[h] += NeymanAllocation.variance(cases);
        }
      }
      long[] members = NeymanAllocation.of(populations, variances, left, more);
      for (int h = 0; h < members.length; h++) {
        spent.put(site.get(h), members[h]);
      }
    }
    return strata.stream().map(spent::get).toList();
  }

  /**
   * The second step's faults.
   *
   * @param members of each stratum
   */
  Step second(long seed, int firstImage, List<Long> members) {
    Stratum.Events events = new Stratum.Events(seed, firstImage, images, shares);
    Iterator<Long> next = members.iterator();
    return Step.of(strata, stratum -> stratum.drawMore(events, next.next()));
  }
}
