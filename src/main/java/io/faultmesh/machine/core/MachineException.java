package io.faultmesh.machine.core;

/** The machine cannot go on: names the component, the cycle and the cause in one line. */
public final class MachineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MachineException(String component, long cycle, String cause) {
    super(component + " at cycle " + cycle + ": " + cause);
  }

  /** The error of a component that was sent what it does not know. */
  public static MachineException unexpected(String component, Message message) {
    return new MachineException(
        component, message.cycle(), "takes no " + message.getClass().getSimpleName());
  }

  public MachineException(String component, long cycle, Throwable cause) {
    super(component + " at cycle " + cycle + ": " + cause, cause);
  }
}
