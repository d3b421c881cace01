package io.faultmesh.protection.mechanism;

import io.faultmesh.protection.Mechanism;
import io.faultmesh.protection.Region;
import io.faultmesh.scenario.Within;
import java.util.Optional;

/**
 * A part of the array is built of hardened elements, in which fewer bits flip or are stuck. In each
 * fold the channels with most important neurons stand in hardened columns; results go back to the
 * places of their channels.
 *
 * @param columns hardened, from the left
 * @param rows hardened, from the top
 * @param factor on the rates of faults in hardened elements
 * @param size of a hardened element in ordinary ones, in area and energy
 */
public record Regions(
    @Within(low = 0, high = 1024) Integer columns,
    @Within(low = 0, high = 1024) Integer rows,
    @Within(low = 0, high = 1) Double factor,
    @Within(low = 1, high = 100) Double size)
    implements Mechanism {
  private static final int MOST = 1024;

  public Regions {
    columns = columns == null ? 0 : columns;
    rows = rows == null ? 0 : rows;
    factor = factor == null ? 0.0 : factor;
    size = size == null ? 3.0 : size;
    if (columns < 0 || columns > MOST) {
      throw new IllegalArgumentException("columns must be between 0 and 1024, not " + columns);
    }
    if (rows < 0 || rows > MOST) {
      throw new IllegalArgumentException("rows must be between 0 and 1024, not " + rows);
    }
    if (!(factor >= 0 && factor <= 1)) {
      throw new IllegalArgumentException("factor must be between 0 and 1, not " + factor);
    }
    if (!(size >= 1 && size <= 100)) {
      throw new IllegalArgumentException("size must be between 1 and 100, not " + size);
    }
  }

  public Regions() {
    this(null, null, null, null);
  }

  @Override
  public String key() {
    return "regions";
  }

  @Override
  public Optional<Region> region() {
    return Optional.of(new Region(columns, rows, factor, size));
  }
}
