package io.faultmesh.fault;

/** Takes what checks made of words. */
public interface CheckSink {

  /**
   * A check is done.
   *
   * @param guard the mechanism and its site
   * @param value number within site and layer of the word's first value
   */
  void checked(Cells guard, int layer, long value, Outcome outcome);

  /** A detected word is read again. */
  void refetched(Refetch word);

  /** A check leaves the image without an answer. */
  void stopped();
}
