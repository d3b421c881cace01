package io.faultmesh.machine.core;

/** The machine cannot go on: names the component, the cycle and the cause in one line. */
public final class MachineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MachineException(String component, long cycle, String cause) {
    super(component + " at cycle " + cycle + ": " + cause);
  }

  public MachineException(String component, long cycle, Throwable cause) {
    super(component + " at cycle " + cycle + ": " + cause, cause);
  }
}
