package io.faultmesh.machine.core;

/** A component's own cycle count, which never goes backwards. */
public final class LocalTime {
  private final String component;
  private long cycle;

  public LocalTime(String component) {
    this.component = component;
  }

  /** Moves to a cycle, which must not lie in the past. */
  public void advanceTo(long next) {
    if (next < cycle) {
      throw new MachineException(component, cycle, "time would go back to cycle " + next);
    }
    cycle = next;
  }

  public String name() {
    return component;
  }

  public long cycle() {
    return cycle;
  }
}
