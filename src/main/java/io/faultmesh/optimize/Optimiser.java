package io.faultmesh.optimize;

import io.faultmesh.campaign.Workbench;
import io.faultmesh.experiment.RunOptions;
import io.faultmesh.files.AlreadyComplete;
import io.faultmesh.files.Existing;
import io.faultmesh.files.ProgramVersion;
import io.faultmesh.files.RunFolder;
import io.faultmesh.files.Source;
import io.faultmesh.report.Json;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.OptimiseSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import io.faultmesh.text.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A search: propose, evaluate, record, until the budget is spent; then prove the best. */
public final class Optimiser {
  private static final int MAX_BUDGET = 10_000;

  /** More tries on the validation images would be a search on them. */
  private static final int MAX_VALIDATED = 5;

  private final Scenario scenario;
  private final Path besides;
  private final RunOptions options;
  private final DesignSpace designs;
  private final OptimiseSettings wanted;
  private final Consumer<Optimum.Row> progress;

  private Optimiser(
      Scenario scenario, Path besides, RunOptions options, Consumer<Optimum.Row> progress) {
    this.scenario = scenario;
    this.besides = besides;
    this.options = options;
    this.designs = new DesignSpace(scenario);
    this.wanted = scenario.optimise();
    this.progress = progress;
  }

  /**
   * Searches and writes the run folder.
   *
   * @param budget points to evaluate; those of an earlier part of the same search count
   * @param progress gets every new point
   * @throws BadInputException if the scenario cannot be searched
   */
  public static Optimum run(
      Scenario scenario,
      Path besides,
      RunOptions options,
      int budget,
      Consumer<Optimum.Row> progress) {
    check(scenario, budget);
    // A search that cannot be proved in the end need not begin.
    Scenario proof = Validations.proof(scenario, scenario.optimise().design());
    List<DesignSettings> designs = List.of(scenario.optimise().design());
    Set<Path> inputs = new LinkedHashSet<>(Workbench.check(scenario, besides, options, designs));
    try {
      inputs.addAll(Workbench.check(proof, besides, options, designs));
    } catch (BadInputException e) {
      throw Validations.named(e);
    }
    Source source =
        new Source(
            ProgramVersion.text(), "optimize", ScenarioLoader.write(scenario), List.copyOf(inputs));
    return new Optimiser(scenario, besides, options, progress).run(budget, source);
  }

  private static void check(Scenario scenario, int budget) {
    if (scenario.optimise() == null) {
      throw new BadInputException("optimise: is missing; it says which design to tune, and how");
    }
    if (scenario.faults().points().size() != 1) {
      throw new BadInputException("faults.ber: a search needs exactly one bit error rate");
    }
    if (budget < 1 || budget > MAX_BUDGET) {
      throw new BadInputException(
          "--budget must be between 1 and " + MAX_BUDGET + ", not " + budget);
    }
    Validations.check(scenario);
  }

  private Optimum run(int budget, Source source) {
    Predicate<Path> isEnough = run -> SearchRecord.holds(run, budget);
    boolean force = options.existing() == Existing.REPLACE;
    try (RunFolder folder = RunFolder.create(options.out(), options.existing(), source, isEnough)) {
      SearchRecord record = SearchRecord.open(folder, source, force);
      // What was evaluated once is not thrown away.
      int points = Math.max(budget, record.lines().size());
      List<Candidate> candidates = search(record, folder, points);
      List<Candidate> validated = validate(Candidate.feasible(candidates, wanted.minimise()));
      Candidate last = validated.isEmpty() ? null : validated.get(validated.size() - 1);
      DesignSettings best = last != null && last.feasible() ? last.design() : null;
      folder.write("scenario.yaml", source.settings());
      folder.write(SearchRecord.POINTS, record.text(candidates.size()));
      List<Candidate> front = Candidate.front(candidates, wanted.front());
      folder.write("front.csv", table(front));
      folder.write("validation.csv", table(validated));
      if (best != null) {
        folder.write(Optimum.BEST, ScenarioLoader.write(Validations.proof(scenario, best)));
      }
      Optimum optimum =
          new Optimum(
              candidates.size(),
              front.stream().map(this::row).toList(),
              validated.stream().map(this::row).toList(),
              best,
              folder.target());
      folder.write(Optimum.FILE, Json.write(optimum));
      folder.complete();
      record.delete();
      return optimum;
    } catch (AlreadyComplete e) {
      SearchRecord.sweep(e.place(), source);
      throw e;
    }
  }

  private List<Candidate> search(SearchRecord record, RunFolder folder, int budget) {
    Search search =
        wanted.search() == OptimiseSettings.Search.RANDOM
            ? new RandomSearch()
            : new BayesianSearch();
    Space space = designs.space();
    List<Sample> samples = new ArrayList<>();
    List<Candidate> candidates = new ArrayList<>();
    try (Workbench bench = Workbench.open(scenario, besides, options, designs.quantisations())) {
      while (samples.size() < budget) {
        int number = samples.size();
        Optional<int[]> proposed = search.propose(space, samples, scenario.faults().seed());
        if (proposed.isEmpty()) {
          break;
        }
        int[] point = proposed.get();
        DesignSettings design = designs.design(point, wanted.design().name());
        boolean known = number < record.lines().size();
        Evaluation evaluation =
            known
                ? PointTable.parse(record.source(), record.lines(), number, design)
                : evaluate(bench, number, design);
        samples.add(evaluation.sample(point, wanted));
        candidates.add(new Candidate(number, design, evaluation, samples.get(number).isFeasible()));
        if (!known) {
          record.append(candidates.get(number).line());
          progress.accept(row(candidates.get(number)));
        }
      }
      bench.save(folder::stream);
    }
    return candidates;
  }

  /** On other images, from the best design on, until one meets the limits. */
  private List<Candidate> validate(List<Candidate> feasible) {
    List<Candidate> validated = new ArrayList<>();
    if (feasible.isEmpty()) {
      return validated;
    }
    List<DesignSettings> tried =
        feasible.stream().limit(MAX_VALIDATED).map(Candidate::design).toList();
    Scenario proof = Validations.proof(scenario, tried.get(0));
    try (Workbench bench = Workbench.open(proof, besides, options, tried)) {
      for (Candidate candidate : feasible.subList(0, tried.size())) {
        Evaluation evaluation = evaluate(bench, candidate.number(), candidate.design());
        boolean holds = evaluation.holds(wanted.limits());
        validated.add(new Candidate(candidate.number(), candidate.design(), evaluation, holds));
        if (holds) {
          break;
        }
      }
    }
    return validated;
  }

  private Evaluation evaluate(Workbench bench, int number, DesignSettings design) {
    return Progress.during(
        options.progress(), "point " + number, () -> Evaluation.of(bench, design, wanted));
  }

  private Optimum.Row row(Candidate candidate) {
    return Optimum.row(candidate, wanted.limits());
  }

  private static String table(List<Candidate> candidates) {
    return PointTable.HEADER + String.join("", candidates.stream().map(Candidate::line).toList());
  }
}
