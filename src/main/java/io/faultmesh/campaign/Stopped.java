package io.faultmesh.campaign;

/** The time was up before all was done; what is finished is kept, and the same command goes on. */
public final class Stopped extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public Stopped(long done, long units) {
    super(
        "stopped in time: "
            + done
            + " of "
            + units
            + " units of work are done; the same command goes on");
  }
}
