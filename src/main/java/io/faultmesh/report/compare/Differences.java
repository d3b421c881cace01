package io.faultmesh.report.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.faultmesh.measure.Estimate;
import io.faultmesh.measure.Interval;
import io.faultmesh.measure.PairedDifference;
import io.faultmesh.report.compare.ShareDifference.Pairing;
import io.faultmesh.report.read.RunFiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How far shares of images lie apart in two runs. Where both know every image, images are paired;
 * where they have the same images and as many trials, trials are. Else nothing is, and half-widths
 * of both runs add in squares (Zou and Donner 2008, MOVER).
 */
final class Differences {
  /** Measures of {@code summary.json} by the column of {@code trials.csv} that counts them. */
  private static final Map<String, String> COLUMNS = Map.of("accuracy", "correct", "sdc1", "sdc1");

  private final Optional<Answers> first;
  private final Optional<Answers> second;
  private final boolean sameImages;
  private final Map<String, Map<Cell, List<Double>>> firstTrials = new HashMap<>();
  private final Map<String, Map<Cell, List<Double>>> secondTrials = new HashMap<>();

  Differences(RunFiles first, RunFiles second) {
    this.first = Answers.of(first);
    this.second = this.first.isEmpty() ? Optional.empty() : Answers.of(second);
    JsonNode images = first.scenarioTree().path("dataset");
    this.sameImages =
        images.isObject()
            && images.equals(second.scenarioTree().path("dataset"))
            && first.summary().path("images").equals(second.summary().path("images"));
    COLUMNS.forEach(
        (measure, column) -> {
          firstTrials.put(measure, TrialShares.of(first, column));
          secondTrials.put(measure, TrialShares.of(second, column));
        });
  }

  /** The measures that both results have. */
  List<ShareDifference> of(Cell cell, JsonNode one, JsonNode other) {
    List<ShareDifference> all = new ArrayList<>();
    for (String measure : List.of("accuracy", "sdc1")) {
      if (one.path(measure).path("mean").isNumber()
          && other.path(measure).path("mean").isNumber()) {
        all.add(of(cell, measure, one, other));
      }
    }
    return all;
  }

  private ShareDifference of(Cell cell, String measure, JsonNode one, JsonNode other) {
    double before = one.get(measure).get("mean").asDouble();
    double after = other.get(measure).get("mean").asDouble();
    double difference = after - before;
    Interval apart = apart(one.get(measure), other.get(measure));
    if (first.isPresent() && second.isPresent() && first.get().pairs(cell, second.get())) {
      boolean lasting = Cell.faultsLast(one) || Cell.faultsLast(other);
      Estimate estimate = byImage(cell, measure, lasting);
      return result(
          cell,
          measure,
          before,
          after,
          interval(measure, estimate.theseImages()),
          interval(measure, estimate.population()),
          Pairing.IMAGE);
    }
    List<Double> left = firstTrials.get(measure).getOrDefault(cell, List.of());
    List<Double> right = secondTrials.get(measure).getOrDefault(cell, List.of());
    if (sameImages && left.size() > 1 && left.size() == right.size()) {
      double[] pairs = new double[left.size()];
      for (int i = 0; i < pairs.length; i++) {
        pairs[i] = right.get(i) - left.get(i);
      }
      double half = PairedDifference.halfWidth(pairs);
      Interval these = new Interval(difference - half, difference + half);
      return result(cell, measure, before, after, these, apart, Pairing.TRIAL);
    }
    return result(cell, measure, before, after, null, apart, Pairing.NONE);
  }

  private static ShareDifference result(
      Cell cell,
      String measure,
      double before,
      double after,
      Interval these,
      Interval population,
      Pairing pairing) {
    return new ShareDifference(
        cell.design(),
        cell.rate(),
        measure,
        before,
        after,
        after - before,
        these,
        population,
        pairing);
  }

  /** Faults lower accuracy; the paired estimator counts harm, so its sign is turned there. */
  private Estimate byImage(Cell cell, String measure, boolean faultsLast) {
    boolean accuracy = measure.equals("accuracy");
    byte bit = accuracy ? Answers.CORRECT : Answers.CHANGED;
    TreeMap<Long, byte[]> left = first.orElseThrow().cells().get(cell);
    TreeMap<Long, byte[]> right = second.orElseThrow().cells().get(cell);
    int trials = left.firstEntry().getValue().length;
    PairedDifference pairs = new PairedDifference(trials, faultsLast);
    left.forEach(
        (image, before) -> {
          byte[] after = right.get(image);
          byte[] harm = new byte[trials];
          for (int i = 0; i < trials; i++) {
            int change = ((after[i] & bit) - (before[i] & bit)) / bit;
            harm[i] = (byte) (accuracy ? -change : change);
          }
          pairs.add(harm);
        });
    return pairs.estimate();
  }

  private static Interval interval(String measure, Interval harm) {
    return measure.equals("accuracy") ? new Interval(-harm.high(), -harm.low()) : harm;
  }

  /** Of the difference of two independent means with intervals of their own. */
  private static Interval apart(JsonNode one, JsonNode other) {
    double before = one.get("mean").asDouble();
    double after = other.get("mean").asDouble();
    double low = Math.hypot(after - end(other, "low"), end(one, "high") - before);
    double high = Math.hypot(end(other, "high") - after, before - end(one, "low"));
    return new Interval(after - before - low, after - before + high);
  }

  private static double end(JsonNode estimate, String which) {
    return estimate.path("population").path(which).asDouble(estimate.get("mean").asDouble());
  }
}
