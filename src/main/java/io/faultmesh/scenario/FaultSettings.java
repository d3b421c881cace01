package io.faultmesh.scenario;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which bits flip, how often, and how many realisations are drawn.
 *
 * @param ber bit error rates; none means that only the golden run is made
 * @param sites struck sites; unless given, those that have rates of their own
 * @param bits bit positions that may flip; empty means all
 * @param layers struck layers, or such as are left out; empty means all
 * @param burst neighbouring bits that an event strikes; null means one bit
 * @param stuck bits that are stuck; null means none beside those that {@code sites} may name
 * @param precision intervals for which as many trials are made as they need; null means {@code
 *     trials} says how many
 * @param timing carries of the array's adders that come late; null means none
 * @param window cycles in which bits flip; null means all
 * @param single inferences that meet one flipped bit each, besides; null means none
 */
public record FaultSettings(
    Rates ber,
    List<FaultSite> sites,
    @Within(low = 1, high = 1_000_000) Integer trials,
    Long seed,
    @Within(low = 0, high = 63) List<Integer> bits,
    List<LayerChoice> layers,
    Persistence persistence,
    @JsonInclude(JsonInclude.Include.NON_NULL) BurstSettings burst,
    @JsonInclude(JsonInclude.Include.NON_NULL) StuckSettings stuck,
    @JsonInclude(JsonInclude.Include.NON_NULL) SingleSettings single,
    @JsonInclude(JsonInclude.Include.NON_NULL) PrecisionSettings precision,
    @JsonInclude(JsonInclude.Include.NON_NULL) TimingSettings timing,
    @JsonInclude(JsonInclude.Include.NON_NULL) WindowSettings window) {

  /** How long a flip of a stored weight lasts. */
  public enum Persistence {
    /** Drawn afresh for every image. */
    @JsonProperty("image")
    IMAGE,
    /** Drawn once per trial. */
    @JsonProperty("trial")
    TRIAL
  }

  public static final FaultSettings NONE =
      new FaultSettings((Rates) null, null, null, null, null, null, null);

  @JsonCreator
  public FaultSettings {
    ber = Checks.orElse(ber, Rates.of(List.of()));
    List<FaultSite> rated = List.copyOf(ber.sites());
    sites = Checks.listOrElse(sites, rated.isEmpty() ? List.of(FaultSite.ACTIVATION) : rated);
    if (precision != null) {
      if (trials != null && !trials.equals(precision.maxTrials())) {
        throw new IllegalArgumentException(
            "trials and precision.maxTrials differ; with precision leave trials out");
      }
      trials = precision.maxTrials();
    }
    trials = Checks.within("trials", Checks.orElse(trials, 10), 1, 1_000_000);
    seed = Checks.orElse(seed, 1L);
    bits = Checks.listOrElse(bits, List.of());
    for (int bit : bits) {
      Checks.within("bits", bit, 0, 63);
    }
    layers = Checks.listOrElse(layers, List.of());
    persistence = Checks.orElse(persistence, Persistence.IMAGE);
    unique("sites", sites);
    unique("bits", bits);
    unique("layers", layers);
    if (sites.isEmpty()) {
      throw new IllegalArgumentException("sites must name at least one site");
    }
    for (FaultSite site : rated) {
      if (!sites.contains(site)) {
        throw new IllegalArgumentException(
            "sites must name " + site.label() + ", for which ber has rates");
      }
    }
    if (stuck != null) {
      check(stuck, sites, ber.points().size());
    }
    if (timing != null && single != null) {
      throw new IllegalArgumentException(
          "timing strikes all additions, single one bit of an inference; leave one out");
    }
    if (window != null) {
      boolean lasts = stuck != null || sites.contains(FaultSite.PE);
      if (lasts || persistence == Persistence.TRIAL || single != null || timing != null) {
        throw new IllegalArgumentException(
            "window is of flips that last for an image; leave out stuck, site pe, persistence:"
                + " trial, single and timing");
      }
    }
  }

  /** In all cycles. */
  public FaultSettings(
      Rates ber,
      List<FaultSite> sites,
      Integer trials,
      Long seed,
      List<Integer> bits,
      List<LayerChoice> layers,
      Persistence persistence,
      BurstSettings burst,
      StuckSettings stuck,
      SingleSettings single,
      PrecisionSettings precision,
      TimingSettings timing) {
    this(
        ber,
        sites,
        trials,
        seed,
        bits,
        layers,
        persistence,
        burst,
        stuck,
        single,
        precision,
        timing,
        null);
  }

  private static void check(StuckSettings stuck, List<FaultSite> sites, int points) {
    if (stuck.sites().contains(FaultSite.PE) && sites.contains(FaultSite.PE)) {
      throw new IllegalArgumentException("sites and stuck.sites both name pe; leave one out");
    }
    if (points > 1 && stuck.points() > 1 && points != stuck.points()) {
      throw new IllegalArgumentException(
          "stuck must have one number for all points of ber or "
              + points
              + ", one for each, not "
              + stuck.points());
    }
  }

  /** As many trials as {@code trials} says. */
  public FaultSettings(
      Rates ber,
      List<FaultSite> sites,
      Integer trials,
      Long seed,
      List<Integer> bits,
      List<LayerChoice> layers,
      Persistence persistence,
      BurstSettings burst,
      StuckSettings stuck,
      SingleSettings single) {
    this(ber, sites, trials, seed, bits, layers, persistence, burst, stuck, single, null, null);
  }

  /** Flips of single bits. */
  public FaultSettings(
      Rates ber,
      List<FaultSite> sites,
      Integer trials,
      Long seed,
      List<Integer> bits,
      List<LayerChoice> layers,
      Persistence persistence) {
    this(ber, sites, trials, seed, bits, layers, persistence, null, null, null);
  }

  /** Flips of single bits at the same rates everywhere. */
  public FaultSettings(
      List<Double> ber,
      List<FaultSite> sites,
      Integer trials,
      Long seed,
      List<Integer> bits,
      List<Integer> layers,
      Persistence persistence) {
    this(
        Rates.of(ber),
        sites,
        trials,
        seed,
        bits,
        layers == null ? null : layers.stream().map(LayerChoice::of).toList(),
        persistence);
  }

  /** Every point of the sweep over rates and stuck bits. */
  public List<Ber> points() {
    List<Ber> points = ber.points();
    int sets = stuck == null ? 0 : stuck.points();
    if (sets == 0 && points.isEmpty() && timing != null) {
      return List.of(Ber.ofSet(0));
    }
    if (sets == 0 || (sets == 1 && !points.isEmpty())) {
      return points;
    }
    return IntStream.range(0, Math.max(sets, points.size())).mapToObj(Ber::ofSet).toList();
  }

  /** Whether a site is named at all, for flips or for stuck bits. */
  public boolean names(FaultSite site) {
    return sites.contains(site) || sticks(site);
  }

  /** Whether bits of a site may be stuck as {@code stuck} says. */
  public boolean sticks(FaultSite site) {
    return stuck != null && stuck.sites().contains(site);
  }

  /** The rate of a struck site at a point. */
  public double rate(Ber point, FaultSite site) {
    return ber.at(point, site);
  }

  /**
   * The same with the struck layers by number.
   *
   * @param names of all layers, in graph order
   * @throws BadInputException if {@code layers} names one that there is not
   */
  public FaultSettings on(List<String> names) {
    return new FaultSettings(
        ber,
        sites,
        trials,
        seed,
        bits,
        LayerChoice.resolve(layers, names, "faults.layers"),
        persistence,
        burst,
        stuck,
        single,
        precision,
        timing,
        window);
  }

  /** The same in another number of trials, however precise. */
  public FaultSettings inTrials(int count) {
    return new FaultSettings(
        ber,
        sites,
        count,
        seed,
        bits,
        layers,
        persistence,
        burst,
        stuck,
        single,
        null,
        timing,
        window);
  }

  /** The same with other single faults. */
  public FaultSettings withSingle(SingleSettings other) {
    return new FaultSettings(
        ber,
        sites,
        trials,
        seed,
        bits,
        layers,
        persistence,
        burst,
        stuck,
        other,
        precision,
        timing,
        window);
  }

  private static void unique(String field, List<?> values) {
    if (new HashSet<>(values).size() != values.size()) {
      throw new IllegalArgumentException(field + " must not repeat a value: " + values);
    }
  }
}
