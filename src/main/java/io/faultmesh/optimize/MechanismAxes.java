package io.faultmesh.optimize;

import com.fasterxml.jackson.databind.JsonNode;
import io.faultmesh.scenario.Axis;
import io.faultmesh.scenario.BadInputException;
import java.util.List;

/**
 * Axes that choose mechanisms, such as {@code protect.0: [none, parity, secded]}, and axes of keys
 * below, such as {@code protect.0.secded.word}. Below a mechanism that a point does not choose, an
 * axis is idle.
 */
final class MechanismAxes {
  private static final String LIST = "protect";

  /** Steps of the path of a mechanism's key: the list, the item, the mechanism, the key. */
  private static final int KEY_STEPS = 4;

  private final List<Axis> axes;

  MechanismAxes(List<Axis> axes) {
    this.axes = axes;
  }

  /** Whether an axis means nothing at a point. */
  boolean isIdle(int axis, int[] point) {
    int chooser = chooser(axis);
    return chooser >= 0 && !names(axis, axes.get(chooser).values().get(point[chooser]));
  }

  /**
   * The first point at which an axis means something.
   *
   * @throws BadInputException if there is none
   */
  int[] meaningful(int axis) {
    int[] point = new int[axes.size()];
    int chooser = chooser(axis);
    int levels = chooser < 0 ? 1 : axes.get(chooser).values().size();
    for (int level = 0; level < levels; level++) {
      if (chooser >= 0) {
        point[chooser] = level;
      }
      if (!isIdle(axis, point)) {
        return point;
      }
    }
    String path = axes.get(axis).path();
    throw new BadInputException(
        "optimise.axes." + path + ": no value of " + axes.get(chooser).path() + " names it");
  }

  /** The axis whose value decides which mechanism a key's axis lies below; -1 if none does. */
  private int chooser(int axis) {
    String[] path = path(axis);
    if (path.length < KEY_STEPS || !path[0].equals(LIST)) {
      return -1;
    }
    for (int other = 0; other < axes.size(); other++) {
      String own = axes.get(other).path();
      if (own.equals(LIST) || own.equals(LIST + "." + path[1])) {
        return other;
      }
    }
    return -1;
  }

  private boolean names(int axis, JsonNode chosen) {
    String[] path = path(axis);
    boolean isList = chosen.isArray();
    JsonNode item =
        isList && path[1].matches("\\d{1,9}") ? chosen.path(Integer.parseInt(path[1])) : chosen;
    return item.has(path[2]) || path[2].equals(item.textValue());
  }

  private String[] path(int axis) {
    return axes.get(axis).path().split("\\.", -1);
  }
}
