package io.faultmesh.fast.single;

import io.faultmesh.arithmetic.LookupTable;
import io.faultmesh.fast.FastEngine;
import io.faultmesh.fast.struck.FaultStrikes;
import io.faultmesh.fast.struck.Strikes;
import io.faultmesh.fault.FaultPlan;
import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.fault.SingleFault;
import io.faultmesh.fault.SiteSpace;
import io.faultmesh.mapping.LayerMapping;
import io.faultmesh.network.Convolution;
import io.faultmesh.network.IntegerLayer;
import io.faultmesh.network.Network;
import io.faultmesh.network.Node;
import io.faultmesh.network.NodePlace;
import io.faultmesh.network.Unary;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.FaultSettings;
import io.faultmesh.scenario.FaultSite;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Runs inferences of one design that each meet a single fault; any thread may, with a lane. */
public final class SingleRuns {
  /** Images that a lane has room for. */
  private static final int SLOTS = 32;

  /** Faults of one pass through the network, at most. */
  private static final int SWEPT = 1024;

  /** Bytes of tensors that differ in a pass, if all of them did. */
  private static final long SWEPT_BYTES = 1L << 26;

  /** Bytes of tensors without faults that a lane keeps. */
  private static final long GOLDEN_BYTES = 1L << 26;

  private static final FaultPlan NO_FAULTS = new FaultPlan(FaultSettings.NONE, 0);

  private final Protection design;
  private final AcceleratorSettings chip;
  private final FastEngine engine;

  /** What the flips of a place share. */
  private final Map<Place, FaultPlan> plans = new ConcurrentHashMap<>();

  private record Place(FaultSite site, int layer) {}

  /**
   * What an inference gave.
   *
   * @param golden logits without faults
   * @param tookEffect whether the struck layer's results differ from those without faults
   * @param checks what guards made of the struck word
   * @param ran whether a node computed anything behind what the fault strikes
   */
  public record Answer(
      byte[] logits, byte[] golden, boolean tookEffect, FlipTally checks, boolean ran) {}

  /** Takes what a fault gave, by its number in the run, in any order. */
  public interface Sink {
    void accept(int number, Answer answer);
  }

  /**
   * One inference to come.
   *
   * @param number of the fault in its run
   */
  record Event(int number, SingleFault fault, GoldenTensors golden) {
    boolean isStuck() {
      return fault.form().isPermanent();
    }
  }

  /**
   * Runs of a design.
   *
   * @param chip whose cells may be stuck
   * @param engine of the design's network
   */
  public SingleRuns(Protection design, AcceleratorSettings chip, FastEngine engine) {
    this.design = design;
    this.chip = chip;
    this.engine = engine;
  }

  /** The number of images whose tensors a lane keeps at a time. */
  public int images() {
    long most = GOLDEN_BYTES / GoldenTensors.bytes(design.network().network());
    return (int) Math.max(1, Math.min(SLOTS, most));
  }

  /** Bytes of tensors that a lane needs. */
  public long bytes() {
    long golden = images() * GoldenTensors.bytes(design.network().network());
    return golden + SLOTS * engine.bytesPerImage() + SWEPT_BYTES;
  }

  private FaultStrikes strikes(SingleFault fault) {
    FaultPlan plan =
        fault.form().isPermanent()
            ? fault.plan(chip)
            : plans
                .computeIfAbsent(
                    new Place(fault.site(), fault.layer()),
                    place -> SingleFault.flipsAt(place.site(), place.layer()))
                .only(fault.flips());
    Protection adapted = design.adapted(plan, 0);
    Registers[][] registers =
        fault.site() == FaultSite.PE
            ? new DesignFaults(plan, 0, adapted, new FlipTally(0)).registers()
            : null;
    return new FaultStrikes(adapted, plan, 0, registers, fault.image(), 1, false);
  }

  /** One thread's memory. */
  public final class Lane {
    private final FastEngine.Lane lane;

    private Lane(FastEngine.Lane lane) {
      this.lane = lane;
    }

    /**
     * Runs faults from the layers that they strike on, as far as anything differs.
     *
     * @param images 8-bit images in (channel, y, x) order by index, at most {@link #images} many
     */
    public void run(Map<Integer, byte[]> images, List<SingleFault> faults, Sink sink) {
      List<Event> events = events(images, faults);
      runStuck(images, events.stream().filter(Event::isStuck).toList(), sink);
      events.removeIf(Event::isStuck);
      events.sort(
          Comparator.comparingInt((Event event) -> event.fault().layer())
              .thenComparing(event -> !strikesInput(event.fault().site()))
              .thenComparingInt(Event::number));
      int swept = (int) Math.max(SLOTS, Math.min(SWEPT, SWEPT_BYTES / engine.bytesPerImage()));
      for (int first = 0; first < events.size(); first += swept) {
        List<Event> some = events.subList(first, Math.min(events.size(), first + swept));
        new Sweep(design, lane, SLOTS, event -> strikes(event.fault()), sink).run(some);
      }
    }

    /** What is stuck meets all layers; cells that no layer reaches meet none. */
    private void runStuck(Map<Integer, byte[]> images, List<Event> events, Sink sink) {
      List<Event> reaching = new ArrayList<>();
      for (Event event : events) {
        if (isUsed(event.fault())) {
          reaching.add(event);
        } else {
          byte[] golden = event.golden().logits();
          sink.accept(event.number(), new Answer(golden, golden, false, new FlipTally(0), false));
        }
      }
      runBatches(images, reaching, sink);
    }

    /** Runs each fault's whole network: slower, and the same. */
    public void runWhole(Map<Integer, byte[]> images, List<SingleFault> faults, Sink sink) {
      runBatches(images, events(images, faults), sink);
    }

    private void runBatches(Map<Integer, byte[]> images, List<Event> events, Sink sink) {
      for (int first = 0; first < events.size(); first += SLOTS) {
        List<Event> some = events.subList(first, Math.min(events.size(), first + SLOTS));
        lane.load(some.stream().map(event -> images.get(event.fault().image())).toList());
        runWhole(some, sink);
      }
    }

    private void runWhole(List<Event> events, Sink sink) {
      Network network = design.network().network();
      List<FaultStrikes> strikes = events.stream().map(event -> strikes(event.fault())).toList();
      boolean[] tookEffect = new boolean[events.size()];
      int layer = 0;
      for (int node = 0; node < network.nodes().size(); node++) {
        lane.step(node, events.size(), new SlotStrikes(strikes));
        Node own = network.nodes().get(node);
        for (int i = 0; i < tookEffect.length; i++) {
          if (showsEffect(own, layer, events.get(i))) {
            tookEffect[i] |= !events.get(i).golden().equals(lane, own.output(), i);
          }
        }
        layer += own instanceof Convolution ? 1 : 0;
      }
      for (int i = 0; i < tookEffect.length; i++) {
        sink.accept(
            events.get(i).number(),
            new Answer(
                lane.values(network.output(), i),
                events.get(i).golden().logits(),
                tookEffect[i],
                strikes.get(i).tallies()[0],
                true));
      }
    }

    /** Whether a fault takes effect in a node's results first; a stuck bit may in each layer's. */
    private boolean showsEffect(Node node, int layer, Event event) {
      return isBehind(event.fault().site())
          ? isOf(event.fault(), node, design.network().network())
          : node instanceof Convolution && (event.isStuck() || event.fault().layer() == layer);
    }

    private List<Event> events(Map<Integer, byte[]> images, List<SingleFault> faults) {
      Map<Integer, GoldenTensors> golden = golden(images);
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < faults.size(); i++) {
        events.add(new Event(i, faults.get(i), golden.get(faults.get(i).image())));
      }
      return events;
    }

    private Map<Integer, GoldenTensors> golden(Map<Integer, byte[]> images) {
      Map<Integer, byte[]> ordered = new TreeMap<>(images);
      Strikes judging =
          design.changesGolden()
              ? new FaultStrikes(design, NO_FAULTS, 0, null, 0, ordered.size(), false)
              : Strikes.NONE;
      List<GoldenTensors> tensors =
          GoldenTensors.of(
              design.network().network(), lane, List.copyOf(ordered.values()), judging);
      Map<Integer, GoldenTensors> golden = new TreeMap<>();
      int next = 0;
      for (int index : ordered.keySet()) {
        golden.put(index, tensors.get(next++));
      }
      return golden;
    }
  }

  /** Whether any layer has values in a stuck cell. */
  private boolean isUsed(SingleFault fault) {
    if (fault.site() == FaultSite.PE) {
      return true;
    }
    for (IntegerLayer layer : design.network().layers()) {
      LayerMapping mapping = design.mappings().get(layer.index());
      if (fault.value() < SiteSpace.values(fault.site(), layer, mapping)) {
        return true;
      }
    }
    return false;
  }

  /** Whether faults of a site change what a layer's kernel reads. */
  static boolean strikesInput(FaultSite site) {
    return site == FaultSite.INPUT || site == FaultSite.DRAM;
  }

  /** Whether a site's values belong to nodes behind the layer. */
  static boolean isBehind(FaultSite site) {
    return site == FaultSite.TABLE || site == FaultSite.SUM;
  }

  /** Whether a fault strikes a table, or a sum, of a node. */
  static boolean isOf(SingleFault fault, Node node, Network network) {
    boolean isTable = fault.site() == FaultSite.TABLE && node instanceof Unary;
    boolean isSum = fault.site() == FaultSite.SUM && node instanceof Node.Addition;
    if (!isTable && !isSum) {
      return false;
    }
    NodePlace place = NodePlace.of(node, network);
    return fault.layer() == place.layer()
        && place.has(isTable ? fault.value() / LookupTable.ENTRIES : fault.value());
  }

  /** Memory of the engine, which lanes of several designs may use in turn. */
  public static FastEngine.Lane memory(FastEngine engine) {
    return engine.lane(SLOTS);
  }

  /** A lane on such memory, which stays the caller's. */
  public Lane lane(FastEngine.Lane memory) {
    return new Lane(memory);
  }
}
