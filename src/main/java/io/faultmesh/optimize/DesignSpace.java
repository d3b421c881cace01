package io.faultmesh.optimize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.faultmesh.scenario.Axis;
import io.faultmesh.scenario.DesignSettings;
import io.faultmesh.scenario.Scenario;
import io.faultmesh.scenario.reading.ScenarioLoader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The designs that a scenario lets the optimiser choose from, as points of a grid. */
final class DesignSpace {
  /** Without important neurons, nothing that concerns them matters. */
  private static final Set<String> OF_IMPORTANT =
      Set.of("policy", "importantBits", "dppu.multipliers", "dppu.reuse");

  private static final String IMPORTANT = "important";

  private final DesignSettings start;
  private final List<Axis> axes;
  private final MechanismAxes mechanisms;

  /**
   * The space of a scenario.
   *
   * @throws io.faultmesh.scenario.BadInputException if an axis has a value that no design can have
   */
  DesignSpace(Scenario scenario) {
    DesignSettings given = scenario.optimise().design();
    this.axes = scenario.optimise().allAxes();
    this.mechanisms = new MechanismAxes(axes);
    this.start =
        new DesignSettings(
            given.preset(),
            given.name(),
            given.important(),
            given.policy(),
            given.score(),
            given.recompute(),
            given.ordinaryBits(),
            given.importantBits(),
            scenario.quantisationOf(given),
            scenario.arrayOf(given),
            scenario.dppuOf(given),
            given.protect(),
            given.members(),
            given.combine());
    for (int axis = 0; axis < axes.size(); axis++) {
      for (int level = 0; level < axes.get(axis).values().size(); level++) {
        int[] point = mechanisms.meaningful(axis);
        point[axis] = level;
        design(point, start.name());
      }
    }
  }

  Space space() {
    int[] levels = axes.stream().mapToInt(axis -> axis.values().size()).toArray();
    return new Space(levels, this::canonical);
  }

  private int[] canonical(int[] point) {
    boolean hasImportant = true;
    for (int axis = 0; axis < point.length; axis++) {
      Axis own = axes.get(axis);
      if (own.path().equals(IMPORTANT)) {
        hasImportant = own.values().get(point[axis]).doubleValue() > 0;
      }
    }
    int[] canonical = point.clone();
    for (int axis = 0; axis < point.length; axis++) {
      boolean isIdle = !hasImportant && OF_IMPORTANT.contains(axes.get(axis).path());
      canonical[axis] = isIdle || mechanisms.isIdle(axis, point) ? 0 : point[axis];
    }
    return canonical;
  }

  DesignSettings design(int[] point, String name) {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    values.put("name", TextNode.valueOf(name));
    for (int axis = 0; axis < point.length; axis++) {
      if (!mechanisms.isIdle(axis, point)) {
        values.put(axes.get(axis).path(), axes.get(axis).values().get(point[axis]));
      }
    }
    return ScenarioLoader.vary(start, values);
  }

  /** A design for each quantisation of the space, with important neurons if any has. */
  List<DesignSettings> quantisations() {
    List<DesignSettings> designs = new ArrayList<>();
    List<int[]> points = new ArrayList<>(List.of(new int[axes.size()]));
    for (int axis = 0; axis < axes.size(); axis++) {
      Axis own = axes.get(axis);
      if (own.path().equals(IMPORTANT)) {
        for (int[] point : points) {
          point[axis] = own.values().size() - 1;
        }
      } else if (own.path().startsWith("quantisation.")) {
        points = expanded(points, axis, own.values().size());
      }
    }
    for (int i = 0; i < points.size(); i++) {
      designs.add(design(points.get(i), "quantisation" + i));
    }
    return designs;
  }

  private static List<int[]> expanded(List<int[]> points, int axis, int levels) {
    List<int[]> all = new ArrayList<>();
    for (int level = 0; level < levels; level++) {
      for (int[] point : points) {
        int[] own = point.clone();
        own[axis] = level;
        all.add(own);
      }
    }
    return all;
  }
}
