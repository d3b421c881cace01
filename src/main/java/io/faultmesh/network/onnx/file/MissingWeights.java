package io.faultmesh.network.onnx.file;

/** What to do about weights that a file names but does not bring along. */
public enum MissingWeights {
  /** They are needed: the file is refused. */
  REFUSED,
  /** Only shapes matter: seeded values take their place, the same in every run. */
  SEEDED
}
