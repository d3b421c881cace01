package io.faultmesh.machine.core;

import io.faultmesh.machine.fault.Stage;

/** Numbers and names of all components of a machine with R x C processing elements. */
public final class Floorplan {
  /** Whoever runs the machine. */
  public static final int OUTSIDE = -1;

  public static final int SEQUENCER = 0;
  public static final int DRAM = 1;
  public static final int CACHE = 2;
  public static final int UNIT = 3;
  public static final int OUTPUT = 4;
  public static final int RECORDER = 5;
  public static final int CHECKER = 6;
  private static final int FIRST_LANE = 7;
  private static final int REPLICAS = 3;
  private static final int STAGES = 2;

  private final int rows;
  private final int columns;
  private final int firstVoter;
  private final int firstEdge;
  private final int firstInjector;
  private final int firstElement;

  public Floorplan(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
    firstVoter = FIRST_LANE + columns;
    firstEdge = firstVoter + columns + 2;
    firstInjector = firstEdge + rows + columns;
    firstElement = firstInjector + STAGES * REPLICAS * (columns + 1);
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  public int size() {
    return firstElement + rows * columns;
  }

  public int lane(int column) {
    return FIRST_LANE + column;
  }

  /** The dot-product unit's place among lanes. */
  public int unitLane() {
    return columns;
  }

  /** The place among lanes of whole passes. */
  public int passLane() {
    return columns + 1;
  }

  /** The voter of a lane, of the dot-product unit, or of passes. */
  public int voter(int lane) {
    return firstVoter + lane;
  }

  /** The injector at the west end of a row. */
  public int westEdge(int row) {
    return firstEdge + row;
  }

  /** The injector at the north end of a column. */
  public int northEdge(int column) {
    return firstEdge + rows + column;
  }

  /** The injector of one replica of a lane's flow, before a vote. */
  // Numbers of components live no longer than the machine, so the order of stages may number them.
  @SuppressWarnings("EnumOrdinal")
  public int injector(Stage stage, int replica, int lane) {
    return firstInjector + (stage.ordinal() * REPLICAS + replica) * (columns + 1) + lane;
  }

  public int element(int row, int column) {
    return firstElement + row * columns + column;
  }

  /** What a component is called in errors. */
  public String name(int id) {
    if (id >= firstElement) {
      int element = id - firstElement;
      return "processing element (" + element / columns + "," + element % columns + ")";
    }
    if (id >= firstInjector) {
      return "injector " + (id - firstInjector);
    }
    if (id >= firstEdge) {
      int edge = id - firstEdge;
      return edge < rows ? "injector of row " + edge : "injector of column " + (edge - rows);
    }
    if (id >= firstVoter) {
      int lane = id - firstVoter;
      return lane < columns
          ? "voter of lane " + lane
          : lane == unitLane() ? "voter of the dot-product unit" : "voter of passes";
    }
    if (id >= FIRST_LANE) {
      return "result lane " + (id - FIRST_LANE);
    }
    return switch (id) {
      case SEQUENCER -> "sequencer";
      case DRAM -> "dram";
      case CACHE -> "cache";
      case UNIT -> "dot-product unit";
      case OUTPUT -> "output buffer";
      case RECORDER -> "recorder";
      case CHECKER -> "checker";
      default -> "outside";
    };
  }
}
