package io.faultmesh.oracle;

import io.faultmesh.fault.FaultPlan;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.oracle.generated.GeneratedNetworks;
import io.faultmesh.protection.Importance;
import io.faultmesh.protection.Reaction;
import io.faultmesh.protection.importance.ImportanceSelector;
import io.faultmesh.protection.importance.Scores;
import io.faultmesh.protection.mechanism.Checksum;
import io.faultmesh.protection.mechanism.Duplicate;
import io.faultmesh.protection.mechanism.MajorityWords;
import io.faultmesh.protection.mechanism.Parity;
import io.faultmesh.protection.mechanism.Range;
import io.faultmesh.protection.mechanism.Secded;
import io.faultmesh.protection.mechanism.Tmr;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.ArraySettings.Dataflow;
import io.faultmesh.scenario.BurstSettings;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.DesignSettings.Policy;
import io.faultmesh.scenario.DesignSettings.Recompute;
import io.faultmesh.scenario.DppuSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSettings.Persistence;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.LayerChoice;
import io.faultmesh.scenario.Preset;
import io.faultmesh.scenario.ProtectSettings;
import io.faultmesh.scenario.Rates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Random designs on random small arrays under random faults. */
public final class RandomDesigns {
  private static final List<FaultSite> STORED =
      List.of(FaultSite.WEIGHT, FaultSite.INPUT, FaultSite.ACTIVATION, FaultSite.DRAM);

  private static final List<FaultSite> STRUCK =
      Arrays.stream(FaultSite.values()).filter(site -> site != FaultSite.TABLE).toList();

  private static final List<FaultSite> FETCHED = List.of(FaultSite.WEIGHT, FaultSite.INPUT);

  private RandomDesigns() {}

  /** Any design under flips of any sites. */
  public static SlowDesign any(Random random, IntegerNetwork network) {
    Set<FaultSite> sites = EnumSet.noneOf(FaultSite.class);
    int count = 1 + random.nextInt(3);
    while (sites.size() < count) {
      sites.add(STRUCK.get(random.nextInt(STRUCK.size())));
    }
    if (count > 1) {
      sites.add(FaultSite.TABLE);
    }
    return any(random, network, List.copyOf(sites));
  }

  /** Any design under flips of given sites. */
  public static SlowDesign any(Random random, IntegerNetwork network, List<FaultSite> sites) {
    SlowDesign design = drawn(random, network, sites);
    while (design.isRefused()) {
      design = drawn(random, network, sites);
    }
    return design;
  }

  /** Any design, even one whose parts do not go together. */
  public static SlowDesign drawn(Random random, IntegerNetwork network, List<FaultSite> sites) {
    DesignSettings settings = random.nextBoolean() ? preset(random) : composition(random);
    settings = random.nextBoolean() ? settings : protecting(random, settings, sites);
    ArraySettings array =
        new ArraySettings(
            1 + random.nextInt(6),
            1 + random.nextInt(6),
            Dataflow.values()[random.nextInt(3)],
            null,
            null,
            null,
            RandomHardware.stream(network, settings, sites));
    DppuSettings dppu = new DppuSettings(8, 4, random.nextBoolean(), false);
    Scores scores = Scores.random(network.network(), random.nextLong());
    Importance importance = ImportanceSelector.select(scores, settings, network.network(), array);
    // From 1e-3 to 5e-2, evenly on a logarithmic scale.
    double ber = 1e-3 * Math.pow(50, random.nextDouble());
    FaultSettings faults = faults(random, network, sites, repeats(settings), ber);
    // Most tensors are larger than these buffers.
    AcceleratorSettings.Cache buffers = new AcceleratorSettings.Cache(1, 1, 1, null);
    AcceleratorSettings chip = new AcceleratorSettings(array, dppu, buffers, null, null);
    FaultPlan plan = new FaultPlan(faults, faults.points().get(0), null, chip);
    List<byte[]> calibration = GeneratedNetworks.images(random, network, 2);
    return new SlowDesign(settings, array, dppu, importance, calibration, plan, random.nextInt(5));
  }

  private static boolean repeats(DesignSettings settings) {
    return settings.recompute() == Recompute.CHANNELS
        || settings.protect().stream().anyMatch(Duplicate.class::isInstance);
  }

  private static DesignSettings preset(Random random) {
    Preset preset = Preset.values()[random.nextInt(Preset.values().length)];
    double important = 0.05 + 0.4 * random.nextDouble();
    return new DesignSettings(
        preset, null, important, policy(random), null, null, null, null, null, null, null);
  }

  private static DesignSettings composition(Random random) {
    return new DesignSettings(
        null,
        "composition",
        random.nextDouble(),
        policy(random),
        "random",
        Recompute.values()[random.nextInt(3)],
        random.nextInt(9),
        random.nextInt(9),
        null,
        null,
        null);
  }

  /** A list of further mechanisms, of which codes mostly guard what is struck. */
  private static DesignSettings protecting(
      Random random, DesignSettings design, List<FaultSite> sites) {
    boolean hasVotes = random.nextInt(3) > 0;
    List<ProtectSettings> list = new ArrayList<>();
    int entries = 1 + random.nextInt(3);
    for (int i = 0; i < entries; i++) {
      list.add(
          switch (random.nextInt(10)) {
            case 0, 1 -> range(random);
            case 2, 3 -> parity(random, sites);
            case 4, 5 -> majority(random, sites);
            case 6 -> RandomHardware.regions(random);
            case 7 -> RandomHardware.razor(random);
            default -> secded(random, sites);
          });
    }
    if (!hasVotes) {
      list.add(random.nextInt(1 + entries), new Tmr(random.nextInt(9), random.nextInt(9)));
    }
    boolean bare = hasVotes && design.ordinaryBits() == 0 && design.importantBits() == 0;
    switch (random.nextInt(5)) {
      case 0 -> list.add(RandomHardware.duplicate(random));
      case 1, 2 -> list.add(new Checksum(null, bare ? again(random, list) : Reaction.STOP, null));
      default -> {}
    }
    return new DesignSettings(
        Preset.BASE,
        "protecting",
        design.important(),
        design.policy(),
        design.score(),
        design.recompute(),
        hasVotes ? design.ordinaryBits() : 0,
        hasVotes ? design.importantBits() : 0,
        null,
        null,
        null,
        list);
  }

  /** What comes from DRAM again is decoded once more; of this the oracle knows nothing. */
  private static Reaction again(Random random, List<ProtectSettings> list) {
    boolean isCoded =
        list.stream()
            .anyMatch(
                one ->
                    (one instanceof Parity parity && parity.on().contains(FaultSite.DRAM))
                        || (one instanceof Secded secded && secded.on().contains(FaultSite.DRAM)));
    return isCoded || random.nextInt(3) == 0 ? Reaction.REPEAT : Reaction.REFETCH;
  }

  private static Secded secded(Random random, List<FaultSite> struck) {
    List<FaultSite> on = some(random, struck, STORED);
    return new Secded(
        on,
        8 << random.nextInt(5),
        Secded.Code.values()[random.nextInt(2)],
        reaction(random, on, struck));
  }

  private static Parity parity(Random random, List<FaultSite> struck) {
    List<FaultSite> on = some(random, struck, STORED);
    return new Parity(on, 8 << random.nextInt(4), reaction(random, on, struck));
  }

  private static MajorityWords majority(Random random, List<FaultSite> struck) {
    List<FaultSite> on = some(random, struck, List.of(FaultSite.WEIGHT, FaultSite.INPUT));
    return new MajorityWords(on, 8 << random.nextInt(4), reaction(random, on, struck));
  }

  /** What a detected word causes; the oracle knows words that are read again from sound DRAM. */
  private static Reaction reaction(Random random, List<FaultSite> on, List<FaultSite> struck) {
    List<Reaction> all = new ArrayList<>(List.of(Reaction.PASS, Reaction.ZERO));
    if (FETCHED.containsAll(on) && !struck.contains(FaultSite.DRAM)) {
      all.add(Reaction.REFETCH);
    }
    return all.get(random.nextInt(all.size()));
  }

  /** One or two sites, struck ones first. */
  private static List<FaultSite> some(
      Random random, List<FaultSite> struck, List<FaultSite> sites) {
    List<FaultSite> on = new ArrayList<>(sites);
    Collections.shuffle(on, random);
    on.sort(Comparator.comparing(site -> !struck.contains(site)));
    return List.copyOf(on.subList(0, 1 + random.nextInt(2)));
  }

  private static Range range(Random random) {
    List<Double> shares = new ArrayList<>();
    for (int i = random.nextInt(4); i > 1; i--) {
      shares.add(1.5 * random.nextDouble());
    }
    return new Range(
        Range.Target.values()[random.nextInt(2)],
        Range.Scope.values()[random.nextInt(2)],
        Range.Outside.values()[random.nextInt(2)],
        random.nextBoolean() ? null : 0.5 + random.nextDouble(),
        shares);
  }

  private static Policy policy(Random random) {
    return Policy.values()[random.nextInt(3)];
  }

  private static FaultSettings faults(
      Random random, IntegerNetwork network, List<FaultSite> sites, boolean repeats, double ber) {
    List<Integer> bits = List.of();
    if (random.nextInt(3) == 0) {
      bits = some(random, 12);
    }
    List<Integer> layers = List.of();
    if (random.nextInt(4) == 0) {
      layers = some(random, network.layers().size());
    }
    Persistence persistence = random.nextInt(3) == 0 ? Persistence.TRIAL : Persistence.IMAGE;
    long seed = random.nextLong();
    List<LayerChoice> struck = layers.stream().map(LayerChoice::of).toList();
    BurstSettings burst = seed % 4 == 1 ? new BurstSettings(List.of(0.5, 0.3, 0.2)) : null;
    return new FaultSettings(
        rates(seed, sites, ber),
        sites,
        5,
        seed,
        bits,
        struck,
        persistence,
        burst,
        RandomHardware.stuck(seed, repeats, ber),
        null,
        null,
        RandomHardware.timing(seed));
  }

  /** Mostly one rate for all sites. */
  private static Rates rates(long seed, List<FaultSite> sites, double ber) {
    if (seed % 4 != 0) {
      return Rates.of(List.of(ber));
    }
    Map<FaultSite, List<Double>> bySite = new EnumMap<>(FaultSite.class);
    sites.forEach(site -> bySite.put(site, List.of(ber * (1 + 0.2 * bySite.size()))));
    return new Rates.BySite(bySite);
  }

  /** A non-empty random part of the numbers below a limit. */
  private static List<Integer> some(Random random, int limit) {
    List<Integer> numbers = new ArrayList<>(IntStream.range(0, limit).boxed().toList());
    Collections.shuffle(numbers, random);
    return List.copyOf(numbers.subList(0, 1 + random.nextInt(limit)));
  }

  /** One line that says what was drawn. */
  public static String describe(SlowDesign design, IntegerNetwork network) {
    List<String> layers = new ArrayList<>();
    for (Convolution layer : network.network().layers()) {
      layers.add(layer.input().shape() + "->" + layer.output().shape() + "/" + layer.groups());
    }
    return design.settings() + " " + design.array() + " " + design.plan().ber() + " " + layers;
  }
}
