package io.faultmesh.machine;

import io.faultmesh.scenario.MeasureSettings.Trace;
import io.faultmesh.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sees every message that a component of one machine takes, and keeps what a trace tells of it. No
 * component knows of it, so recording changes nothing; each has a log of its own, so none waits for
 * another. When the image is done, all that led to its result is in the logs.
 */
public final class Witness {
  private static final Comparator<TraceEvent> ORDER =
      Comparator.comparingLong(TraceEvent::cycle)
          .thenComparing(TraceEvent::kind)
          .thenComparing(TraceEvent::component)
          .thenComparingInt(TraceEvent::layer)
          .thenComparingInt(TraceEvent::fold)
          .thenComparingInt(Witness::site)
          .thenComparingLong(TraceEvent::address)
          .thenComparingInt(TraceEvent::replica)
          .thenComparingLong(TraceEvent::bytes)
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

  private final Trace level;
  private final List<Teller> tellers = new ArrayList<>();
  private List<List<TraceEvent>> logs = List.of();

  /**
   * A witness for one machine.
   *
   * @param level not {@code none}
   */
  public Witness(Trace level) {
    this.level = level;
  }

  /** Takes its place before the machine starts. */
  void begin(Floorplan plan) {
    tellers.add(new FaultTeller(plan));
    if (level == Trace.MEMORY || level == Trace.FULL) {
      tellers.add(new FoldTeller(plan));
      tellers.add(new MemoryTeller(plan));
    }
    if (level == Trace.FULL) {
      tellers.add(new StreamTeller(plan));
    }
    logs = new ArrayList<>(plan.size());
    for (int i = 0; i < plan.size(); i++) {
      logs.add(new ArrayList<>(0));
    }
  }

  void see(int to, Message message) {
    List<TraceEvent> log = logs.get(to);
    for (Teller teller : tellers) {
      teller.tell(to, message, log::add);
    }
  }

  // The order of sites in events of one run may be that of their names.
  @SuppressWarnings("EnumOrdinal")
  private static int site(TraceEvent event) {
    return event.site() == null ? -1 : event.site().ordinal();
  }

  /** All events of a machine that is done, in an order that no delivery decides. */
  public List<TraceEvent> events() {
    return logs.stream().flatMap(List::stream).sorted(ORDER).toList();
  }
}
