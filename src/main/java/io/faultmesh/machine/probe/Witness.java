package io.faultmesh.machine.probe;

import io.faultmesh.machine.core.FaultProbe;
import io.faultmesh.machine.core.Floorplan;
import io.faultmesh.machine.core.Message;
import io.faultmesh.machine.work.Step;
import io.faultmesh.network.IntegerNetwork;
import io.faultmesh.scenario.MeasureSettings.Trace;
import io.faultmesh.trace.EventKind;
import io.faultmesh.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps what a trace tells of one machine: it sees every message that a component takes, and
 * components tell its probes which flips and checks fall in them. Neither changes anything. Each
 * component has a log of its own, so none waits for another. When the image is done, all that led
 * to its result is in the logs.
 */
public final class Witness {
  /** A fold's accesses stay in the order in which they are made, which decides what is evicted. */
  private static final Comparator<TraceEvent> ORDER =
      Comparator.comparingLong(TraceEvent::cycle)
          .thenComparing(TraceEvent::kind)
          .thenComparing(TraceEvent::component)
          .thenComparingInt(TraceEvent::layer)
          .thenComparingInt(TraceEvent::fold)
          .thenComparingInt(Witness::site)
          .thenComparingLong(event -> event.kind() == EventKind.ACCESS ? 0 : event.address())
          .thenComparingInt(TraceEvent::replica)
          .thenComparingLong(event -> event.kind() == EventKind.ACCESS ? 0 : event.bytes())
          .thenComparingLong(TraceEvent::value)
          .thenComparingLong(TraceEvent::durationCycles);

  /** What one level of a trace tells of a message. */
  interface Teller {

    /**
     * Tells.
     *
     * @param to the component that takes the message
     */
    void tell(int to, Message message, Consumer<TraceEvent> log);
  }

  /** What there is to tell of one component. */
  private static final class Log implements Consumer<TraceEvent> {
    private final List<TraceEvent> events = new ArrayList<>();

    @Override
    public void accept(TraceEvent event) {
      events.add(event);
    }
  }

  private final Trace level;
  private final List<Step> steps;
  private final List<Teller> tellers = new ArrayList<>();

  /** By component; null as long as there is nothing to tell of it. */
  private Log[] logs;

  private volatile long endCycle;

  /**
   * A witness for one machine.
   *
   * @param level not {@code none}
   * @param network that the machine runs
   */
  public Witness(Trace level, IntegerNetwork network) {
    this.level = level;
    this.steps = Step.of(network);
  }

  /**
   * Takes its place before the machine starts; gives the number below which the messages that
   * components take are seen. Of elements, which take most by far, only streams are told.
   */
  public int begin(Floorplan plan) {
    logs = new Log[plan.size()];
    if (level == Trace.MEMORY || level == Trace.FULL) {
      tellers.add(new FoldTeller(plan));
      tellers.add(new MemoryTeller(plan, steps));
    }
    if (level == Trace.FULL) {
      tellers.add(new StreamTeller(plan));
      return plan.size();
    }
    return plan.element(0, 0);
  }

  public void see(int to, Message message) {
    if (message instanceof Message.ImageEnd end) {
      endCycle = end.cycle();
    }
    for (Teller teller : tellers) {
      teller.tell(to, message, log(to));
    }
  }

  /** Where a component says which flips and checks fall in it. */
  public FaultProbe probe(int component, String name) {
    return new FaultProbe(name, event -> log(component).accept(event));
  }

  private Log log(int component) {
    Log log = logs[component];
    if (log == null) {
      log = new Log();
      logs[component] = log;
    }
    return log;
  }

  // The order of sites in events of one run may be that of their names.
  @SuppressWarnings("EnumOrdinal")
  private static int site(TraceEvent event) {
    return event.site() == null ? -1 : event.site().ordinal();
  }

  /** The cycle in which the image was done. */
  public long endCycle() {
    return endCycle;
  }

  /** All events of a machine that is done, in an order that no delivery decides. */
  public List<TraceEvent> events() {
    List<TraceEvent> all = new ArrayList<>();
    for (Log log : logs) {
      if (log != null) {
        all.addAll(log.events);
      }
    }
    all.sort(ORDER);
    return all;
  }
}
