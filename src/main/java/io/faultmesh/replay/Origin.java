package io.faultmesh.replay;

import io.faultmesh.dataset.TestImages;
import io.faultmesh.fault.Draw;
import io.faultmesh.fault.FaultRecord;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Text;
import io.faultmesh.trace.HashedFile;
import io.faultmesh.trace.TraceResult;
import io.faultmesh.trace.TraceSink;
import java.nio.file.Path;
import java.util.List;

/**
 * What a run goes back to when it replays something.
 *
 * @param recording the file that is replayed; null for a run of its own
 * @param faults recorded ones; null to draw them
 * @param files that the recorded run used, the network's first; empty if unknown
 * @param results of the recorded run; empty if unknown
 * @param sink takes the run's events; null to record as the scenario says
 * @param folder where the recorded run may have left its scores; null for that of the run itself
 * @param inferences that the recorded run made under faults; -1 if unknown
 */
public record Origin(
    Path recording,
    FaultRecord faults,
    List<HashedFile> files,
    List<TraceResult> results,
    TraceSink sink,
    Path folder,
    long inferences) {

  /** A run of its own. */
  public static final Origin NONE = new Origin(null, null, List.of(), List.of(), null, null, -1);

  public Origin {
    files = List.copyOf(files);
    results = List.copyOf(results);
  }

  /** What the run was started by. */
  public String command() {
    return recording == null ? "run" : sink == null ? "replay --on" : "replay";
  }

  /** The files that are replayed. */
  public List<Path> recorded() {
    return recording == null ? List.of() : List.of(recording);
  }

  /** Refuses faults where nothing is: what is written down must be able to act. */
  public void checkPlaces(TestImages images, int layers) {
    if (faults == null || !faults.isComplete()) {
      return;
    }
    int first = images.firstIndex();
    int last = first + images.count() - 1;
    for (Draw place : faults.places()) {
      if (place.layer() >= layers) {
        throw new BadInputException(
            Text.format(
                "%s: a fault strikes layer %d; the network has layers 0 to %d",
                recording, place.layer(), layers - 1));
      }
      if (place.image() >= 0 && (place.image() < first || place.image() > last)) {
        throw new BadInputException(
            Text.format(
                "%s: a fault strikes image %d; the test images are %d to %d (see dataset.first,"
                    + " .images)",
                recording, place.image(), first, last));
      }
    }
  }

  /** Refuses a scenario that asks for more or less than was recorded, before it takes its time. */
  public void checkInferences(long own) {
    if (inferences >= 0 && inferences != own) {
      throw new BadInputException(
          Text.format(
              "the trace holds %d images and trials, but its scenario asks for %d",
              inferences, own));
    }
  }

  /** Refuses files that are not the recorded ones. */
  public void check(List<HashedFile> own) {
    if (files.isEmpty() || files.equals(own)) {
      return;
    }
    for (int i = 0; i < Math.min(files.size(), own.size()); i++) {
      if (!files.get(i).sha256().equals(own.get(i).sha256())) {
        throw new BadInputException(
            Text.format(
                "%s (SHA-256 %.12s...) is not the file that was recorded, %s (%.12s...)",
                own.get(i).name(),
                own.get(i).sha256(),
                files.get(i).name(),
                files.get(i).sha256()));
      }
    }
    if (files.size() != own.size()) {
      throw new BadInputException(
          Text.format("the recorded run used %d files, this one %d", files.size(), own.size()));
    }
  }
}
