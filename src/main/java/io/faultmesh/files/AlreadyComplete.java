package io.faultmesh.files;

import java.nio.file.Path;

/** There is nothing to do: the folder holds the whole result of the same scenario and inputs. */
public final class AlreadyComplete extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Path place;

  AlreadyComplete(Path name, Path place) {
    super(name + ": holds the complete result of the same scenario and inputs already");
    this.place = place;
  }

  /** The folder, without links. */
  public Path place() {
    return place;
  }
}
