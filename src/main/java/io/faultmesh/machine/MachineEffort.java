package io.faultmesh.machine;

import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.network.Convolution;
import io.faultmesh.scenario.ArraySettings;
import io.faultmesh.scenario.BadInputException;
import io.faultmesh.text.Text;
import java.util.List;

/**
 * What it takes to simulate images on a machine, known before it starts; a rough guide. Votes and
 * repetitions are left out, and so is all that is not the machine.
 *
 * <p>The constants are of one core of 2.x GHz: ResNet-50 on 32x32 (22 million messages and 3.86
 * billion products in 4.3 CPU-seconds) and LeNet on 256x256 to 1024x1024.
 *
 * @param components that become actors
 * @param messages of all images
 * @param cpuSeconds of all images, the start of the actors included
 * @param bytes of memory
 */
public record MachineEffort(long components, long messages, double cpuSeconds, long bytes) {
  /** Whoever waits longer than this wants to know before. */
  private static final double LONG_SECONDS = 60;

  private static final double SECONDS_PER_ACTOR = 25e-6;
  private static final double SECONDS_PER_COMPONENT = 1.5e-6;
  private static final double SECONDS_PER_MESSAGE = 0.15e-6;
  private static final double SECONDS_PER_PRODUCT = 0.3e-9;
  private static final long BYTES_PER_COMPONENT = 1_100;

  /** The next image's machine is built while one runs. */
  private static final long BYTES_PER_NEXT_COMPONENT = 600;

  /**
   * Of what Java may use, that which may live long: the collector keeps the rest for new objects.
   */
  private static final double LONG_LIVED = 0.7;

  private static final long MIB = 1 << 20;

  /** A west and a north message for every element of a fold. */
  private static final int MESSAGES_PER_ELEMENT = 2;

  /** Operands, sums, results and their writing, per used row or column of a fold. */
  private static final int MESSAGES_PER_EDGE = 6;

  public static final MachineEffort NONE = new MachineEffort(0, 0, 0, 0);

  /** The effort of some images of a network on an array. */
  public static MachineEffort of(List<Convolution> layers, ArraySettings array, long images) {
    long components = new Floorplan(array.rows(), array.columns()).size();
    double messages = 0;
    double products = 0;
    for (Convolution layer : layers) {
      messages += messages(layer, array);
      products += layer.macs();
    }
    double perImage =
        SECONDS_PER_COMPONENT * components
            + SECONDS_PER_MESSAGE * messages
            + SECONDS_PER_PRODUCT * products;
    return new MachineEffort(
        components,
        (long) (images * messages),
        images == 0 ? 0 : SECONDS_PER_ACTOR * components + images * perImage,
        bytes(components, images > 1));
  }

  /** Folds are tiles of two of pixels, filters and products per neuron; none of the rest. */
  private static double messages(Convolution layer, ArraySettings array) {
    double pixels = layer.pixels();
    double filters = layer.filtersPerGroup();
    double taps = layer.windowSize();
    boolean outputs = array.dataflow() == ArraySettings.Dataflow.OUTPUT_STATIONARY;
    boolean inputs = array.dataflow() == ArraySettings.Dataflow.INPUT_STATIONARY;
    double down = outputs ? pixels : taps;
    double across = inputs ? pixels : filters;
    double downTiles = Math.ceil(down / array.rows());
    double acrossTiles = Math.ceil(across / array.columns());
    // The last row's stream runs through all columns.
    double edges =
        down * acrossTiles + across * downTiles + downTiles * acrossTiles * array.columns();
    return layer.groups() * (MESSAGES_PER_ELEMENT * down * across + MESSAGES_PER_EDGE * edges);
  }

  private static long bytes(long components, boolean several) {
    return components * (BYTES_PER_COMPONENT + (several ? BYTES_PER_NEXT_COMPONENT : 0));
  }

  /** Both, one after the other, with the larger machine's actors for both. */
  public MachineEffort plus(MachineEffort other) {
    double shared = SECONDS_PER_ACTOR * Math.min(components, other.components);
    return new MachineEffort(
        Math.max(components, other.components),
        messages + other.messages,
        cpuSeconds + other.cpuSeconds - Math.min(shared, other.cpuSeconds),
        Math.max(
            Math.max(bytes, other.bytes),
            bytes(Math.max(components, other.components), components * other.components > 0)));
  }

  /** What to tell before a start; empty if it is over soon. */
  public String notice() {
    return cpuSeconds < LONG_SECONDS
        ? ""
        : Text.format(
            "the machine has %,d actors, which exchange about %,d million messages: that takes"
                + " some %s of processor time and %,d MB",
            components, messages / 1_000_000, duration(), bytes / MIB);
  }

  private String duration() {
    double minutes = cpuSeconds / 60;
    return minutes < 120
        ? Text.format("%.0f minutes", Math.max(1, minutes))
        : Text.format("%.0f hours", minutes / 60);
  }

  /** Bytes that may live long, of those that Java may use. */
  public static double usable(long available) {
    return LONG_LIVED * available;
  }

  /**
   * Refuses a machine that does not fit.
   *
   * @param available bytes that Java may use
   * @throws BadInputException with what would help
   */
  public void checkMemory(long available) {
    if (bytes > usable(available)) {
      throw new BadInputException(
          Text.format(
              "a machine of %,d actors takes about %,d MB, Java may use %,d MB: try a smaller"
                  + " array, or FAULTMESH_JAVA_OPTIONS=-Xmx%dg",
              components,
              bytes / MIB,
              available / MIB,
              1 + (long) (bytes / LONG_LIVED / (MIB << 10))));
    }
  }
}
