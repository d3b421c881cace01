package io.faultmesh.campaign.single;

import io.faultmesh.fault.FaultForm;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.Json;
import io.faultmesh.safety.Coverage;
import io.faultmesh.safety.Evidence;
import io.faultmesh.safety.FaultCounts;
import io.faultmesh.safety.Lasting;
import io.faultmesh.safety.SafetyCase;
import io.faultmesh.safety.SafetyFile;
import io.faultmesh.safety.Structure;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.FaultSite;
import io.faultmesh.scenario.SafetySettings;
import io.faultmesh.text.Text;
import io.faultmesh.text.TextTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Figures for a safety case: each fault on the bare array and under a design. */
public final class SafetyFindings {
  private final SafetySettings rates;
  private final AcceleratorSettings chip;
  private final double confidence;
  private final List<SingleFault> faults;
  private final byte[] bare;
  private final List<Evidence> rows = new ArrayList<>();
  private final List<Coverage> coverages = new ArrayList<>();
  private final List<SafetyCase> cases = new ArrayList<>();

  /**
   * Figures of no design yet.
   *
   * @param bare outcomes of each fault on the array without protection
   */
  SafetyFindings(
      SafetySettings rates,
      AcceleratorSettings chip,
      double confidence,
      List<SingleFault> faults,
      byte[] bare) {
    this.rates = rates;
    this.chip = chip;
    this.confidence = confidence;
    this.faults = faults;
    this.bare = bare;
  }

  /** Adds a design with the outcomes of each fault under it. */
  void add(Protection design, Residencies residencies, byte[] masks) {
    List<Evidence> own = evidence(design, residencies, masks);
    rows.addAll(own);
    for (Lasting lasting : Lasting.values()) {
      List<Evidence> alike = own.stream().filter(one -> one.lasting() == lasting).toList();
      if (!alike.isEmpty()) {
        cases.add(SafetyCase.of(alike, rates.lifetimeHours()));
      }
    }
  }

  /**
   * Adds one of a design's mechanisms.
   *
   * @param alone a design that has this one only, named by its key
   */
  void addMechanism(Protection design, Protection alone, Residencies residencies, byte[] masks) {
    evidence(design, residencies, masks)
        .forEach(one -> coverages.add(new Coverage(design.name(), alone.name(), one)));
  }

  private List<Evidence> evidence(Protection design, Residencies residencies, byte[] masks) {
    List<Evidence> own = new ArrayList<>();
    Structure.NetworkBits network = residencies.networkBits();
    Set<FaultSite> flipped = sites(Lasting.TRANSIENT);
    for (Structure structure : Structure.ofFlips(chip, design.built(), network, flipped)) {
      Double perMbit = rates.ofFlips(structure.site());
      if (perMbit != null) {
        FaultCounts counts = new FaultCounts();
        Set<FaultSite> held = EnumSet.of(structure.held());
        countFlips(structure.site(), structure.held(), residencies, masks, counts);
        if (structure.site() == FaultSite.ACTIVATION) {
          held.addAll(countSums(flipped, residencies, masks, counts));
        }
        double live = residencies.live(structure, held);
        own.add(evidence(design, structure, Lasting.TRANSIENT, perMbit, live, counts));
      }
    }
    if (rates.permanentFitPerMbit() != null) {
      for (Structure structure :
          Structure.ofStuckBits(chip, design.built(), sites(Lasting.PERMANENT))) {
        FaultCounts counts = stuckBits(structure.site(), masks);
        double perMbit = rates.permanentFitPerMbit();
        own.add(evidence(design, structure, Lasting.PERMANENT, perMbit, 1, counts));
      }
    }
    if (own.isEmpty()) {
      throw new BadInputException(
          "safety: no structure has both a rate and a site that faults.single samples");
    }
    return own;
  }

  /**
   * Counts flips of what stands in the output buffer beside results: skip additions, and running
   * sums.
   *
   * @return as what the machine measures them
   */
  private Set<FaultSite> countSums(
      Set<FaultSite> flipped, Residencies residencies, byte[] masks, FaultCounts counts) {
    Set<FaultSite> held = EnumSet.noneOf(FaultSite.class);
    if (flipped.contains(FaultSite.SUM) && residencies.have(FaultSite.SUM)) {
      countFlips(FaultSite.SUM, FaultSite.SUM, residencies, masks, counts);
      held.add(FaultSite.SUM);
    }
    FaultSite running = Structure.sums(flipped);
    if (flipped.contains(running) && residencies.have(Structure.WAITING_SUMS)) {
      // They are neither coded nor copied there: as on the bare array.
      countFlips(running, Structure.WAITING_SUMS, residencies, bare, counts);
      held.add(Structure.WAITING_SUMS);
    }
    return held;
  }

  private Evidence evidence(
      Protection design,
      Structure structure,
      Lasting lasting,
      double perMbit,
      double live,
      FaultCounts counts) {
    double fit = SafetySettings.fit(perMbit, structure.bits());
    return new Evidence(design.name(), structure, lasting, fit, live, counts, confidence);
  }

  private static Lasting lasting(FaultForm form) {
    return form.isPermanent() ? Lasting.PERMANENT : Lasting.TRANSIENT;
  }

  private Set<FaultSite> sites(Lasting lasting) {
    Set<FaultSite> sites = EnumSet.noneOf(FaultSite.class);
    for (SingleFault fault : faults) {
      if (lasting(fault.form()) == lasting) {
        sites.add(fault.site());
      }
    }
    return sites;
  }

  private void countFlips(
      FaultSite site, FaultSite held, Residencies residencies, byte[] masks, FaultCounts counts) {
    int[] own = numbers(site, FaultForm.FLIP);
    FaultWeights weights =
        FaultWeights.of(Arrays.stream(own).mapToObj(faults::get).toList(), held, residencies);
    for (int number : own) {
      count(number, weights.of(faults.get(number)), masks, counts);
    }
  }

  /** Either value of a stuck bit is as likely, however many of each were sampled. */
  private FaultCounts stuckBits(FaultSite site, byte[] masks) {
    FaultCounts counts = new FaultCounts();
    for (FaultForm form : List.of(FaultForm.STUCK_AT_0, FaultForm.STUCK_AT_1)) {
      int[] own = numbers(site, form);
      for (int number : own) {
        count(number, 1.0 / own.length, masks, counts);
      }
    }
    return counts;
  }

  private int[] numbers(FaultSite site, FaultForm form) {
    return IntStream.range(0, faults.size())
        .filter(i -> faults.get(i).site() == site && faults.get(i).form() == form)
        .toArray();
  }

  private void count(int number, double weight, byte[] masks, FaultCounts counts) {
    byte mask = masks[number];
    counts.add(
        1,
        weight,
        SingleOutcome.SDC_1.isIn(bare[number]),
        SingleOutcome.isUndetected(mask),
        SingleOutcome.isTold(mask));
  }

  /** The content of {@code safety.csv}. */
  public String csv() {
    return Evidence.columns().text(rows);
  }

  /** The content of {@code coverage.csv}. */
  public String coverageCsv() {
    return Coverage.columns().text(coverages);
  }

  /** The metrics of each design, as a run prints them. */
  String text() {
    TextTable table =
        new TextTable(
            "design", "faults", ">FIT", ">SPFM", ">bound", ">LFM", ">bound", ">PMHF", ">bound");
    for (SafetyCase one : cases) {
      table.row(
          one.design(),
          one.faults().label(),
          Text.format("%,.1f", one.fit()),
          share(one.spfm()),
          share(one.spfmBound()),
          share(one.lfm()),
          share(one.lfmBound()),
          Text.format("%,.4f", one.pmhfFit()),
          Text.format("%,.4f", one.pmhfBoundFit()));
    }
    return "\nsafety case, FIT and PMHF in failures per 10^9 hours\n" + table;
  }

  private static String share(Double metric) {
    return metric == null ? "-" : Text.format("%.4f", metric);
  }

  /** The content of {@code safety.json}. */
  public String json() {
    return Json.write(SafetyFile.of(rates, confidence, cases));
  }
}
