// Lays a product on the output-stationary array: pixels on rows, filters on columns. Folds go by
// filter tile, then pixel tile. Operands are numbered fold by fold: the used rows' streams, then the
// used columns', K values each.
#include "bench.h"

Fold fold(const Product &p, int index) {
  int pixel = index % tiles(p.m, ROWS) * ROWS;
  int filter = index / tiles(p.m, ROWS) * COLUMNS;
  return {filter, std::min(COLUMNS, p.n - filter), pixel, std::min(ROWS, p.m - pixel), 0, p.k};
}

int folds(const Product &p) { return tiles(p.m, ROWS) * tiles(p.n, COLUMNS); }

/** Value k of a stream meets element (r, c) at edge k + r + c; it enters row r, or column c, then. */
Strike operand(const Product &p, const Flip &flip) {
  int64_t left = flip.value;
  int index = foldOfOperand(p, left);
  Fold tile = fold(p, index);
  int lane = int(left / p.k);
  bool west = lane < tile.pixels;
  lane -= west ? 0 : tile.pixels;
  return {flip.site, index, left % p.k + lane, west, lane, lane, flip.copy, flip.mask};
}

Strike inElement(const Product &p, const Flip &flip) {
  int64_t neuron = flip.value / p.k;
  int m = int(neuron % p.m), n = int(neuron / p.m);
  int index = n / COLUMNS * tiles(p.m, ROWS) + m / ROWS;
  int row = m % ROWS, column = n % COLUMNS;
  int64_t edge = flip.value % p.k + row + column;
  return {flip.site, index, edge, false, row, column, flip.copy, flip.mask};
}

namespace {

/** What enters at an edge. */
void feed(Array &array, const Product &p, const Fold &tile, int64_t edge) {
  for (int r = 0; r < ROWS; r++) {
    int64_t k = edge - r;
    bool inStream = k >= 0 && k < p.k;
    array.slot[r] = inStream;
    array.last[r] = k == p.k - 1;
    array.west[r] = inStream && r < tile.pixels ? p.input(tile.pixel + r, k) : 0;
  }
  for (int c = 0; c < COLUMNS; c++) {
    int64_t k = edge - c;
    bool inStream = k >= 0 && k < p.k && c < tile.filters;
    array.north[c] = inStream ? p.weight(tile.filter + c, k) : 0;
  }
}

}  // namespace

Outcome run(Array &array, const Product &p) {
  Strikes strikes(array, p);
  LeavingFlips leaving = leavingFlips(p);
  Outcome outcome;
  outcome.sums.resize(int64_t(p.n) * p.m);
  for (int index = 0; index < folds(p); index++) {
    Fold tile = fold(p, index);
    useOnly(array, tile.pixels, tile.filters, p, tile.filter);
    array.clear = 1;
    strikes.edge(index, -1);  // between two folds, not counted
    array.clear = 0;
    int64_t edge = 0;
    do {
      feed(array, p, tile, edge);
      strikes.edge(index, edge++);
    } while (!array.done);
    outcome.cycles += edge;
    quiet(array);
    for (int row = ROWS - 1; row >= 0; row--) {
      array.take = row == ROWS - 1;
      strikes.edge(index, edge++);
      for (int c = 0; c < tile.filters && row < tile.pixels; c++) {
        int64_t neuron = int64_t(tile.filter + c) * p.m + tile.pixel + row;
        outcome.sums[neuron] = leave(array, c, leaving, neuron);
      }
    }
    array.take = 0;
    outcome.drained += edge;
    outcome.folds++;
  }
  return outcome;
}
