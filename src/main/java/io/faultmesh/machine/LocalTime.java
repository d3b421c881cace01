package io.faultmesh.machine;

/** A component's own cycle count, which never goes backwards. */
final class LocalTime {
  private final String component;
  private long cycle;

  LocalTime(String component) {
    this.component = component;
  }

  /** Moves to a cycle, which must not lie in the past. */
  void advanceTo(long next) {
    if (next < cycle) {
      throw new MachineException(component, cycle, "time would go back to cycle " + next);
    }
    cycle = next;
  }

  String name() {
    return component;
  }

  long cycle() {
    return cycle;
  }
}
