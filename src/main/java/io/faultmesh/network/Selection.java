package io.faultmesh.network;

import java.util.List;

/**
 * Values at given places along each axis: repeated, left out, in any order. Gathering, and
 * enlarging to the nearest pixel.
 *
 * @param channels the input's channel behind each of the output's
 * @param rows the same of rows
 * @param columns the same of columns
 */
public record Selection(
    String name,
    Tensor input,
    Tensor output,
    List<Integer> channels,
    List<Integer> rows,
    List<Integer> columns)
    implements Node {
  public Selection {
    channels = List.copyOf(channels);
    rows = List.copyOf(rows);
    columns = List.copyOf(columns);
  }

  @Override
  public List<Tensor> inputs() {
    return List.of(input);
  }

  @Override
  public Node between(String newName, List<Tensor> newInputs, Tensor newOutput) {
    return new Selection(newName, newInputs.get(0), newOutput, channels, rows, columns);
  }

  /** For every value of the output the number of the input's value, both in row-major order. */
  public int[] sources() {
    Shape in = input.shape();
    int[] sources = new int[output.shape().size()];
    int next = 0;
    for (int c : channels) {
      for (int y : rows) {
        for (int x : columns) {
          sources[next++] = (c * in.height() + y) * in.width() + x;
        }
      }
    }
    return sources;
  }
}
