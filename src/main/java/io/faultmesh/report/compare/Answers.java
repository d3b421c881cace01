package io.faultmesh.report.compare;

import io.faultmesh.report.read.CsvRows;
import io.faultmesh.report.read.RunFiles;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a run answered, image by image: {@code images.csv}.
 *
 * @param labels by image
 * @param cells by design and rate, then by image, what happened in each trial
 */
record Answers(Map<Long, String> labels, Map<Cell, TreeMap<Long, byte[]>> cells) {
  static final byte CORRECT = 1;
  static final byte CHANGED = 2;
  private static final byte KNOWN = 4;

  private static final List<String> NEEDED =
      List.of("design", "ber", "trial", "image", "label", "ownGoldenTop1", "top1");

  /** Empty if the run has no such file, or not these columns. */
  static Optional<Answers> of(RunFiles run) {
    Optional<Path> file = run.file("images.csv");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try (CsvRows csv = CsvRows.open(file.get())) {
      if (!csv.columns().containsAll(NEEDED)) {
        return Optional.empty();
      }
      Map<String, String> names = run.designsByField();
      Map<Cell, Integer> trials = new HashMap<>();
      Cell.of(run).forEach((cell, result) -> trials.put(cell, Cell.trials(result)));
      int[] at = NEEDED.stream().mapToInt(csv::index).toArray();
      Answers answers = new Answers(new HashMap<>(), new HashMap<>());
      while (csv.next()) {
        String design = names.getOrDefault(csv.text(at[0]), csv.text(at[0]));
        Cell cell = Cell.of(design, csv.text(at[1]));
        byte[] outcomes =
            answers
                .cells
                .computeIfAbsent(cell, unused -> new TreeMap<>())
                .computeIfAbsent(csv.whole(at[3]), u -> new byte[trials.getOrDefault(cell, 0)]);
        answers.labels.put(csv.whole(at[3]), csv.text(at[4]));
        long trial = csv.whole(at[2]);
        if (trial >= 0 && trial < outcomes.length) {
          boolean correct = csv.text(at[6]).equals(csv.text(at[4]));
          boolean changed = !csv.text(at[6]).equals(csv.text(at[5]));
          outcomes[(int) trial] =
              (byte) (KNOWN | (correct ? CORRECT : 0) | (changed ? CHANGED : 0));
        }
      }
      return Optional.of(answers);
    }
  }

  /** Whether a cell of another run has the same images, labels and trials, all of them known. */
  boolean pairs(Cell cell, Answers other) {
    TreeMap<Long, byte[]> mine = cells.get(cell);
    TreeMap<Long, byte[]> theirs = other.cells.get(cell);
    if (mine == null || theirs == null || !mine.keySet().equals(theirs.keySet())) {
      return false;
    }
    for (Map.Entry<Long, byte[]> image : mine.entrySet()) {
      byte[] partner = theirs.get(image.getKey());
      boolean same =
          partner.length == image.getValue().length
              && labels.get(image.getKey()).equals(other.labels.get(image.getKey()));
      if (!same || !allKnown(image.getValue()) || !allKnown(partner)) {
        return false;
      }
    }
    return true;
  }

  private static boolean allKnown(byte[] outcomes) {
    for (byte outcome : outcomes) {
      if ((outcome & KNOWN) == 0) {
        return false;
      }
    }
    return outcomes.length > 0;
  }
}
