package io.faultmesh.files;

/** What becomes of another result that stands where an output folder is to be. */
public enum Existing {
  /** It stays, and the run is refused. */
  REFUSE,
  /** It stays, and the new folder gets a number behind its name. */
  NUMBER,
  /** It is replaced if this program made it and nothing else lies in it. */
  REPLACE
}
