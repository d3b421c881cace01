package io.faultmesh.campaign;

import io.faultmesh.arithmetic.Quantisation;
import io.faultmesh.dataset.LabelledImage;
import io.faultmesh.dataset.TensorFile;
import io.faultmesh.experiment.Inputs;
import io.faultmesh.experiment.Preparation;
import io.faultmesh.fast.Campaign.Run;
import io.faultmesh.fast.Inspection;
import io.faultmesh.fast.Inspection.Values;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipLog;
import io.faultmesh.measure.Ranking;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.network.onnx.file.FloatNetwork;
import io.faultmesh.protection.Protection;
import io.faultmesh.report.InferenceResult;
import io.faultmesh.report.InferenceResult.Answer;
import io.faultmesh.report.InferenceResult.Faults;
import io.faultmesh.report.InferenceResult.Layer;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.scenario.Ber;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.FileLookup;
import io.faultmesh.text.Nearest;
import io.faultmesh.text.Text;
import io.faultmesh.trace.FaultList;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;

/** One image's outputs, with and without faults: what runs count, looked at from near. */
public final class Inference {
  private static final int TOP = 5;

  private final Scenario scenario;
  private final Request request;

  /**
   * What somebody wants to see.
   *
   * @param image index in the data set, which its faults go by
   * @param input a file in the image's place, a NumPy array or a tensor in ONNX's format; or null
   * @param design a design of the scenario; null for its first
   * @param ber bit error rate at which faults are drawn; null for none
   * @param list a list of faults; null for none
   * @param trial whose faults strike
   * @param layers whether each layer is shown
   */
  public record Request(
      Integer image, Path input, String design, Double ber, Path list, int trial, boolean layers) {
    public Request {
      if (image == null && input == null) {
        throw new BadInputException("--image or --input is missing: which image shall run?");
      }
      if (ber != null && list != null) {
        throw new BadInputException("--ber draws faults and --faults lists them; leave one out");
      }
      if (ber != null && !(ber >= 0 && ber <= 1)) {
        throw new BadInputException("--ber must be between 0 and 1, not " + ber);
      }
      if (trial < 0) {
        throw new BadInputException("--trial must not be negative, but is " + trial);
      }
      if (trial > 0 && ber == null && list == null) {
        throw new BadInputException(
            "--trial needs --ber or --faults; without them nothing strikes");
      }
    }

    private boolean strikes() {
      return ber != null || list != null;
    }

    private int index() {
      return image == null ? 0 : image;
    }
  }

  private Inference(Scenario scenario, Request request) {
    this.scenario = scenario;
    this.request = request;
  }

  /**
   * Runs an image.
   *
   * @param besides the folder against which the scenario's relative paths are looked up first
   * @throws BadInputException if anything that is named cannot be used
   */
  public static InferenceResult of(
      Scenario scenario, Path besides, List<Path> data, Request request) {
    return new Inference(scenario, request).run(new FileLookup(besides, data));
  }

  private InferenceResult run(FileLookup files) {
    DesignSettings settings = design();
    try (Inputs inputs = Inputs.open(scenario, files, Optional.empty())) {
      LabelledImage image = image(inputs);
      Preparation prepared =
          inputs.calibrate(List.of(settings), Runtime.getRuntime().availableProcessors());
      Protection design = prepared.protection(settings);
      IntegerNetwork network = design.network();
      byte[] stored = network.quantiseInput(image.pixels());
      try (Inspection inspection = new Inspection(network)) {
        Values golden = inspection.golden(design, stored);
        Values struck = null;
        if (request.strikes()) {
          struck =
              inspection.struck(
                  new Run(design, plan(prepared, design), request.trial), stored, request.index());
        }
        return new InferenceResult(
            prepared.networkFile().getFileName().toString(),
            design.name(),
            request.input == null ? request.image : null,
            image.label() < 0 ? null : image.label(),
            struck == null ? null : faults(struck),
            floats(prepared, image.pixels()),
            answer(network, golden.logits()),
            struck == null ? null : answer(network, struck.logits()),
            request.layers ? layers(network, golden, struck) : null);
      }
    }
  }

  private DesignSettings design() {
    List<String> names = scenario.designs().stream().map(DesignSettings::name).toList();
    if (request.design == null) {
      return scenario.designs().get(0);
    }
    if (!names.contains(request.design)) {
      String hint = Nearest.hint(request.design, names);
      throw new BadInputException(
          "--design "
              + request.design
              + ": the scenario has no such design"
              + (hint.isEmpty() ? "; it has " + String.join(", ", names) : hint));
    }
    return scenario.designs().get(names.indexOf(request.design));
  }

  private LabelledImage image(Inputs inputs) {
    if (request.input != null) {
      float[] values = TensorFile.read(request.input, inputs.network().input().shape());
      return new LabelledImage(values, LabelledImage.UNLABELLED);
    }
    int first = inputs.images().firstIndex();
    int last = first + inputs.images().count() - 1;
    if (request.image < first || request.image > last) {
      throw new BadInputException(
          Text.format(
              "--image is the index in the data set, as in images.csv, and must be between %d and %d here, not %d",
              first, last, request.image));
    }
    return inputs.images().test(request.image);
  }

  private FaultPlan plan(Preparation prepared, Protection design) {
    if (request.list == null && prepared.faults().window() != null) {
      throw new BadInputException(
          "faults.window: a single inference runs on the fast engine, which knows no cycles; leave"
              + " it out, or give --faults a list");
    }
    if (request.list == null) {
      return prepared.plan(Ber.of(request.ber), null);
    }
    FaultList list = FaultList.read(request.list);
    list.faults().check(design.network().layers(), design.mappings());
    return new FaultPlan(list.settings(), Ber.of(0), list.faults());
  }

  private Faults faults(Values struck) {
    long flips =
        entries(struck.flips()).stream().mapToLong(entry -> Long.bitCount(entry.mask())).sum();
    String list = request.list == null ? null : request.list.getFileName().toString();
    return new Faults(request.ber, list, request.trial, flips);
  }

  private static List<FlipLog.Entry> entries(FlipLog log) {
    return log.entries().stream().filter(FlipLog.Entry::isFlip).toList();
  }

  private static Answer floats(Preparation prepared, float[] pixels) {
    try (FloatNetwork reference =
        new FloatNetwork(
            prepared.networkFile(), prepared.network(), List.of(prepared.network().output()))) {
      float[] values = reference.run(pixels).get(prepared.network().output());
      return new Answer(Ranking.first(values, TOP), values, null, null);
    }
  }

  private static Answer answer(IntegerNetwork network, byte[] logits) {
    Quantisation format = network.format(network.network().output());
    float[] values = new float[logits.length];
    int[] stored = new int[logits.length];
    for (int i = 0; i < logits.length; i++) {
      stored[i] = format.value(logits[i]);
      values[i] = format.steps(logits[i]) * format.scale();
    }
    return new Answer(Ranking.first(values, TOP), values, stored, checksum(logits));
  }

  private static List<Layer> layers(IntegerNetwork network, Values golden, Values struck) {
    List<Layer> layers = new ArrayList<>();
    for (IntegerLayer layer : network.layers()) {
      int index = layer.index();
      byte[] right = golden.layers().get(index);
      String name = layer.node().name();
      if (struck == null) {
        layers.add(new Layer(index, name, right.length, checksum(right), null, null, null, null));
        continue;
      }
      byte[] faulty = struck.layers().get(index);
      int differing = 0;
      int largest = 0;
      for (int i = 0; i < right.length; i++) {
        int steps = layer.output().value(faulty[i]) - layer.output().value(right[i]);
        differing += steps == 0 ? 0 : 1;
        largest = Math.max(largest, Math.abs(steps));
      }
      long flips =
          entries(struck.flips()).stream()
              .filter(entry -> entry.layer() == index)
              .mapToLong(entry -> Long.bitCount(entry.mask()))
              .sum();
      layers.add(
          new Layer(
              index,
              name,
              right.length,
              checksum(right),
              checksum(faulty),
              differing,
              largest,
              flips));
    }
    return layers;
  }

  private static String checksum(byte[] values) {
    CRC32 crc = new CRC32();
    crc.update(values);
    return Text.format("%08x", crc.getValue());
  }
}
