package io.faultmesh.machine;

import io.faultmesh.fault.FlipTally;
import io.faultmesh.fault.Registers;
import io.faultmesh.machine.core.Component;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.MachineException;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.core.Outbox;
import io.faultmesh.machine.fault.Stage;
import io.faultmesh.machine.memory.Cache;
import io.faultmesh.machine.memory.Dram;
import io.faultmesh.machine.memory.DramChannel;
import io.faultmesh.machine.part.Checker;
import io.faultmesh.machine.part.DotProductUnit;
import io.faultmesh.machine.part.FaultInjector;
import io.faultmesh.machine.part.OutputBuffer;
import io.faultmesh.machine.part.ProcessingElement;
import io.faultmesh.machine.part.Recorder;
import io.faultmesh.machine.part.ResultLane;
import io.faultmesh.machine.part.Sequencer;
import io.faultmesh.machine.part.Voter;
import io.faultmesh.machine.probe.Witness;
import io.faultmesh.machine.result.Activity;
import io.faultmesh.machine.result.ImageResult;
import io.faultmesh.machine.result.Residency;
import io.faultmesh.protection.Protection;
import io.faultmesh.protection.struck.DesignFaults;
import io.faultmesh.scenario.AcceleratorSettings;
import io.faultmesh.scenario.ArraySettings;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * A machine, built for one image and not yet started: its components by number. Whoever drives it
 * sends {@link #begin} to the sequencer and carries messages until one is for {@link #OUTSIDE}.
 */
public final class Machine {
  /** The number that stands for whoever drives the machine. */
  public static final int OUTSIDE = Floorplan.OUTSIDE;

  /** The component that is told to begin. */
  public static final int FIRST = Floorplan.SEQUENCER;

  private static final int REPLICAS = 3;

  private final Floorplan plan;
  private final Component[] components;
  private final FlipTally flips;
  private Witness witness;

  /** Components below this number are watched. */
  private int watched;

  /**
   * A machine of given components.
   *
   * @param flips takes what components count; null where nothing is struck
   */
  Machine(Floorplan plan, Component[] components, FlipTally flips) {
    this.plan = plan;
    this.components = components;
    this.flips = flips;
  }

  /**
   * Builds a machine.
   *
   * @param memory caches and DRAM; array and dot-product unit are the design's
   * @param faults of the same design; null for a run without faults
   * @param image index of the image in the whole data set
   * @param pixels int8, (channel, y, x)
   */
  public static Machine of(
      Protection design,
      AcceleratorSettings memory,
      DesignFaults faults,
      int image,
      byte[] pixels) {
    if (faults != null && !faults.protection().equals(design)) {
      throw new IllegalArgumentException("the faults are another design's: " + design.name());
    }
    Floorplan plan =
        new Floorplan(
            design.array().rows() + design.checkRows(),
            design.array().columns() + design.checkColumns());
    Component[] parts = new Component[plan.size()];
    Registers[][] registers = faults == null ? null : faults.registers();
    byte[][] tensors = new byte[design.network().network().tensorCount()][];
    tensors[design.network().network().input().id()] = pixels;
    parts[Floorplan.SEQUENCER] = new Sequencer(plan, design, memory, faults, registers, image);
    parts[Floorplan.DRAM] = new Dram(plan, new DramChannel(memory), tensors);
    parts[Floorplan.CACHE] = new Cache(plan, memory, design.dppu());
    parts[Floorplan.UNIT] = new DotProductUnit(plan, design.dppu());
    int lanes = memory.vector().lanesBeside(plan.columns());
    parts[Floorplan.OUTPUT] = new OutputBuffer(plan, design, lanes, pixels);
    parts[Floorplan.RECORDER] = new Recorder();
    parts[Floorplan.CHECKER] = new Checker(plan);
    results(plan, parts);
    elements(plan, design.array(), parts, registers);
    return new Machine(plan, parts, faults == null ? null : faults.tally());
  }

  private static void results(Floorplan plan, Component[] parts) {
    for (int lane = 0; lane <= plan.passLane(); lane++) {
      parts[plan.voter(lane)] = new Voter(plan, lane);
      if (lane == plan.passLane()) {
        continue;
      }
      if (lane < plan.unitLane()) {
        parts[plan.lane(lane)] = new ResultLane(plan, lane);
      }
      for (int replica = 0; replica < REPLICAS; replica++) {
        parts[plan.injector(Stage.SUM, replica, lane)] = new FaultInjector(plan);
        parts[plan.injector(Stage.RESULT, replica, lane)] = new FaultInjector(plan);
      }
    }
  }

  /** Nothing sticks in the elements behind the array, whose values the checker has. */
  private static void elements(
      Floorplan plan, ArraySettings array, Component[] parts, Registers[][] registers) {
    for (int row = 0; row < plan.rows(); row++) {
      parts[plan.westEdge(row)] = new FaultInjector(plan);
      for (int column = 0; column < plan.columns(); column++) {
        boolean isInArray = row < array.rows() && column < array.columns();
        Registers[] stuck = isInArray ? stuck(registers, row * array.columns() + column) : null;
        parts[plan.element(row, column)] = new ProcessingElement(plan, row, column, stuck);
      }
    }
    for (int column = 0; column < plan.columns(); column++) {
      parts[plan.northEdge(column)] = new FaultInjector(plan);
    }
  }

  private static Registers[] stuck(Registers[][] registers, int element) {
    if (registers == null) {
      return null;
    }
    Registers[] own = new Registers[REPLICAS];
    boolean any = false;
    for (int replica = 0; replica < REPLICAS; replica++) {
      own[replica] = registers[replica][element];
      any |= own[replica] != null;
    }
    return any ? own : null;
  }

  /** Lets a witness see what happens from now on; null for nobody. */
  public Machine watchedBy(Witness given) {
    witness = given;
    watched = given == null ? 0 : given.begin(plan);
    for (int i = 0; given != null && i < components.length; i++) {
      components[i].watchedBy(given.probe(i, plan.name(i)));
    }
    return this;
  }

  /** The message that starts it. */
  public Message begin() {
    return new Message.Begin(0);
  }

  /** All components by number: a view, because a large machine has a million. */
  public List<Component> components() {
    return Collections.unmodifiableList(Arrays.asList(components));
  }

  /** What a component is called. */
  public String name(int component) {
    return plan.name(component);
  }

  /**
   * The image's result with what all components did for it. Whatever one did came before some
   * message that led to the last one, so all counts are there, and seen by any thread.
   */
  public ImageResult result(Message.Finished last) {
    Activity sum = Activity.NONE;
    Residency residency = new Residency();
    for (Component component : components) {
      sum = sum.plus(component.activity());
      residency.add(component.residency());
      if (component.flips() != null && flips != null) {
        flips.add(component.flips());
      }
    }
    ImageResult result = last.result();
    return new ImageResult(result.logits(), result.layers(), result.latencies(), sum, residency);
  }

  /** The error of a machine at rest that has not finished its image. */
  public MachineException stuck() {
    // What is shared by many waits for what others failed to bring, so it is asked last.
    for (int i = 0; i < components.length; i++) {
      MachineException error = components[(i + plan.lane(0)) % components.length].unfinished();
      if (error != null) {
        return error;
      }
    }
    return new MachineException("machine", 0, "nothing moves, but the image is not done");
  }

  /** Lets a component take a message; whatever fails names the component and the cycle. */
  public void deliver(int to, Message message, Outbox outbox) {
    try {
      if (to < watched) {
        witness.see(to, message);
      }
      components[to].accept(message, outbox);
    } catch (MachineException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw new MachineException(plan.name(to), message.cycle(), e);
    }
  }
}
