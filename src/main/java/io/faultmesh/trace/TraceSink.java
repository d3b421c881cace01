package io.faultmesh.trace;

import java.util.List;

/** Who takes the records of a run, one after the other. */
public interface TraceSink {

  /** The next scope or event. */
  void accept(TraceRecord record);

  /** Nothing more comes. */
  void end(List<TraceResult> results);
}
